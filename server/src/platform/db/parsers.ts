import pg from 'pg';

const { types } = pg;

/**
 * How columns become values, so that a row can travel to JSON as it is. An int8 beyond 2^53-1 would lose digits as a number; a CHECK keeps
 * such values out of every column of ours, and a sum or a count that reaches it must not pass silently.
 */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a safe integer`);
  return value;
}

/** PostgreSQL writes `2026-11-20 21:59:49.123456+00` in a session of ours; RFC 3339 wants a T and a Z, and loses no microsecond. */
function timestamp(text: string): string {
  return text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text;
}

const asText = (text: string) => text;
const builtins = types.builtins;
const int8Array = 1016;
const timestamptzArray = 1185;
const textArray = 1009;
const parseTextArray = (types.getTypeParser as (oid: number) => (text: string) => (string | null)[])(textArray);
const eachOf =
  <T>(parse: (text: string) => T) =>
  (text: string) =>
    parseTextArray(text).map((item) => (item === null ? null : parse(item)));

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [int8Array, eachOf(safeInteger)],
  [builtins.TIMESTAMPTZ, timestamp],
  [timestamptzArray, eachOf(timestamp)],
  [builtins.DATE, asText],
]);

export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const standard = types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown;
    return (format === 'binary' ? undefined : parsers.get(oid)) ?? standard;
  },
};
