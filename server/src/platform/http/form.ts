import { isUtf8 } from 'node:buffer';
import { invalidUtf8, malformedForm, validationFailed } from './problems.ts';

const maxFields = 100;

/** A form's fields, all text. What is given twice is refused: which one of two was meant is not for us to say. */
export function parseForm(bytes: Buffer): Record<string, unknown> {
  if (!isUtf8(bytes)) throw invalidUtf8();
  const fields: Record<string, unknown> = {};
  const pairs = bytes.toString('utf8').split('&', maxFields + 1);
  if (pairs.length > maxFields) throw malformedForm({ detail: `A form has at most ${maxFields} fields.` });
  for (const pair of pairs) {
    if (pair === '') continue;
    const [name, value] = splitOnce(pair).map(decode) as [string, string];
    if (name in Object.prototype)
      throw validationFailed({ errors: [{ path: `/body/${name}`, message: 'is not a name that can be used' }] });
    if (Object.hasOwn(fields, name))
      throw validationFailed({ errors: [{ path: `/body/${name.slice(0, 100)}`, message: 'is given twice' }] });
    fields[name] = value;
  }
  return fields;
}

function splitOnce(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function decode(encoded: string): string {
  try {
    const text = decodeURIComponent(encoded.replaceAll('+', ' '));
    if (!text.includes('\0')) return text;
  } catch {
    throw malformedForm();
  }
  throw malformedForm({ detail: 'A field contains a character that is not text.' });
}
