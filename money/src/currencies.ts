export interface CurrencyFacts {
  readonly name: string;
  readonly symbol: string;
  /** How many decimals the minor unit has: 2 for kobo in a naira, 0 where nothing smaller is paid. */
  readonly exponent: 0 | 2;
}

/** Everything else reads its exponents from here; changing one after the first payment would change every amount ever written. */
export const currencies = frozen({
  NGN: { name: 'Nigerian naira', symbol: '₦', exponent: 2 },
  GHS: { name: 'Ghanaian cedi', symbol: 'GH₵', exponent: 2 },
  KES: { name: 'Kenyan shilling', symbol: 'KSh', exponent: 2 },
  ZAR: { name: 'South African rand', symbol: 'R', exponent: 2 },
  XOF: { name: 'West African CFA franc', symbol: 'F CFA', exponent: 0 },
  XAF: { name: 'Central African CFA franc', symbol: 'FCFA', exponent: 0 },
  UGX: { name: 'Ugandan shilling', symbol: 'USh', exponent: 0 },
  RWF: { name: 'Rwandan franc', symbol: 'FRw', exponent: 0 },
  TZS: { name: 'Tanzanian shilling', symbol: 'TSh', exponent: 2 },
  EGP: { name: 'Egyptian pound', symbol: 'E£', exponent: 2 },
  USD: { name: 'US dollar', symbol: '$', exponent: 2 },
  GBP: { name: 'Pound sterling', symbol: '£', exponent: 2 },
  EUR: { name: 'Euro', symbol: '€', exponent: 2 },
});

/** An ISO 4217 code that Akawo knows. */
export type Currency = keyof typeof currencies;

export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(currencies, code);
}

function frozen<Code extends string>(table: Record<Code, CurrencyFacts>): Readonly<Record<Code, CurrencyFacts>> {
  for (const code in table) Object.freeze(table[code]);
  return Object.freeze(table);
}
