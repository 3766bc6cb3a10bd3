import { createHash } from 'node:crypto';

/** One text for one value: members in order, no white space. Numbers and strings stay apart, and no character is changed into another. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isRecord(value))
    return `{${Object.keys(value)
      .toSorted()
      .flatMap((name) => member(name, value[name]))
      .join(',')}}`;
  throw new TypeError(`${typeof value} is not a JSON value`);
}

/** What a key is bound to: the body after validation, so that defaults and spelling do not make two of one. */
export function hashBody(value: unknown): Buffer {
  return createHash('sha256')
    .update(canonicalJson(value ?? null))
    .digest();
}

function member(name: string, value: unknown): string[] {
  return value === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(value)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
