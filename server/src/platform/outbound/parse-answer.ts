const deepest = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a provider's answer says: `undefined` for an empty one. Throws when it is not plain, complete JSON in UTF-8. */
export function parseAnswer(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = utf8.decode(bytes);
  if (depthOf(text) > deepest) throw new Error(`an answer nested deeper than ${deepest}`);
  return JSON.parse(text, keepDigits) as unknown;
}

/** A number that would lose digits arrives as its digits, so that a schema refuses it where it matters and nothing is ever rounded. */
function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value;
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return exact ? value : (context?.source ?? String(value));
}

/** Counted before parsing, since whoever walks the value afterwards may do so recursively. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') most = Math.max(most, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return most;
}
