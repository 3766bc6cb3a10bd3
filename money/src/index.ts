export { allocate } from './allocate.ts';
export { add, compare, isLess, negate, percentage, type Rounding, subtract } from './arithmetic.ts';
export { currencies, type Currency, type CurrencyFacts, isCurrency } from './currencies.ts';
export { fromDecimalString, toDecimalString } from './decimal.ts';
export { formatMoney, type FormatOptions } from './format.ts';
export { type Money, money, MoneyError, type MoneyErrorCode } from './money.ts';
export { parseMoney, type ParseOptions } from './parse.ts';
