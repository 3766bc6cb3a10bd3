export { Activity } from './activity.tsx';
export { timeInWords } from './days.ts';
export { Latest } from './latest.tsx';
export { Receipt } from './receipt.tsx';
export { Statement } from './statement.tsx';
export { asMoney, knownCurrency, listTransactions } from './transactions.ts';
export { TransactionScreen } from './transaction-screen.tsx';
