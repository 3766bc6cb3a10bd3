import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { invalidCursor } from './problems.ts';

/** Where a page ended: the sort keys of its last row, opaque to the client. */
export function encodeCursor(keys: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The sort keys again, exactly of the shape that the list sorts by, or a refusal. */
export function decodeCursor<Schema extends TSchema>(shape: Schema, cursor: string): Static<Schema> {
  const keys = read(cursor);
  if (!Value.Check(shape, keys)) throw invalidCursor();
  return keys;
}

function read(cursor: string): unknown {
  if (!/^[\w-]{1,512}$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
