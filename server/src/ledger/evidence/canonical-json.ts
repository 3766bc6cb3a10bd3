/**
 * JSON in its one form: members in the order of their names by UTF-16 code units, no white space, strings as JavaScript writes them, and
 * numbers digit for digit as they stand in the text, because a number may have more digits than JavaScript keeps.
 */
export function canonicalJson(text: string): string {
  if (text === '{}') return text;
  return write(JSON.parse(text, keepDigits as (name: string, value: unknown) => unknown));
}

class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function keepDigits(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && source !== undefined ? new Digits(source) : value;
}

function write(value: unknown): string {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(',')}}`;
}
