import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { Uuid } from './schemas.ts';

/** Which page of a list is wanted, as `PageQuery` reads it. */
export interface PageWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PageOf<Entry> {
  readonly data: Entry[];
  readonly next_cursor: string | null;
}

const ofOneId = Type.Tuple([Uuid]);

/** Where a list that is sorted by id alone goes on; null for its first page. */
export function idAfter(cursor: string | undefined): string | null {
  return cursor === undefined ? null : decodeCursor(ofOneId, cursor)[0];
}

/** A page of rows of which one more than fits was asked for, to learn whether there is a next page. */
export function pageOf<Row extends { readonly id: string }>(rows: readonly Row[], limit: number): PageOf<Row> {
  return pageSortedBy(rows, limit, ({ id }) => [id]);
}

/** The same for a list that is sorted by something else than the id. */
export function pageSortedBy<Row>(
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => Parameters<typeof encodeCursor>[0],
): PageOf<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null };
}
