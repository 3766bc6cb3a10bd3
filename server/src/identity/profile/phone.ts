import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { Type } from 'typebox';
import { phoneNumberInvalid } from '../problems.ts';

/** Longer than any number with all its spaces. */
export const longestTypedNumber = 32;

/** As it may be sent; `normalisePhone` decides whether it can be called. */
export const PhoneNumber = Type.String({
  minLength: 1,
  maxLength: longestTypedNumber,
  description: 'As it is dialled in Nigeria, or with a plus and the code of its country.',
});

const typed = /^\+?[0-9 ()./-]+$/;
/** Nigerian numbers have ten digits behind +234; the library lets longer ones pass, and so a digit that was typed twice. */
const nationalDigits: Partial<Record<CountryCode, number>> = { NG: 10 };

/**
 * The one spelling of a phone number, E.164, of all that a person or a phone book may write: 0803 123 4567, 8031234567, 234-803-1234567,
 * +234 (0) 803 123 4567. Without a plus it is a number of `country`. A leading 00 is refused, because what it dials depends on the country.
 */
export function normalisePhone(text: string, country: CountryCode = 'NG'): string {
  const plain = text.length > longestTypedNumber ? '' : asTyped(text);
  if (!typed.test(plain) || plain.startsWith('00')) throw phoneNumberInvalid();
  const number = parsePhoneNumberFromString(plain, { defaultCountry: country, extract: false });
  if (number?.country === undefined || !number.isValid()) throw phoneNumberInvalid();
  const digits = nationalDigits[number.country];
  if (digits !== undefined && number.nationalNumber.length !== digits) throw phoneNumberInvalid();
  return number.number;
}

/** Phone books copy marks of direction and hyphens that do not break, and keyboards have wide digits: all mean what they look like. */
function asTyped(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .trim();
}
