/**
 * An array as PostgreSQL writes it, for values that need no quotes: ids, numbers, hexadecimal. The driver would quote and escape each
 * value by itself, which for a batch of thousands takes longer than deciding it.
 */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}
