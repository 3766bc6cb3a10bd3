import { Type } from 'typebox';
import { validationFailed } from '#platform/http';

const longestName = 100;

/** As it may be sent; `readName` decides whether somebody can be called so. */
export const Name = Type.String({
  minLength: 1,
  maxLength: longestName,
  description: 'In any script, without signs that names do not have.',
});

/** Letters of every script with their marks, digits, and the signs that names are written with. */
const nameable = /^[\p{L}\p{M}\p{N} .,'’‘·()-]+$/u;
/** Some letters and marks show nothing at all: with them two names look alike that are not. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
/** No script piles up more; what does is made to cover the lines above and below. */
const piledUp = /\p{M}{5}/u;

/** A name in its one spelling: composed (NFC), with single spaces. Nothing, where the text cannot be somebody's name. */
export function normaliseName(text: string): string | undefined {
  if (text.length > longestName * 4) return undefined;
  const name = text
    .normalize('NFC')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim();
  const fits = Array.from(name).length <= longestName && nameable.test(name) && /\p{L}/u.test(name);
  return fits && !invisible.test(name) && !piledUp.test(name) ? name : undefined;
}

/** For what came in a body: refuses by the name of the field. */
export function readName(text: string, field: 'first_name' | 'last_name'): string {
  const name = normaliseName(text);
  if (name === undefined)
    throw validationFailed({ errors: [{ path: `/body/${field}`, message: 'is not a name that can be used' }] });
  return name;
}
