import { type StatementLine } from './read-statement.ts';

export interface Totals {
  readonly money_in: number;
  readonly money_out: number;
  readonly fee: number;
}

/** A row of a statement on paper. */
export type Row =
  | { readonly kind: 'opening' | 'brought_forward'; readonly balance: number }
  | { readonly kind: 'line'; readonly line: StatementLine }
  | { readonly kind: 'closing'; readonly balance: number; readonly totals: Totals };

/** In points: the room for rows on the first page, which says whose statement it is, and on each of the others. */
export interface Room {
  readonly first: number;
  readonly other: number;
}

export interface PrintedStatement {
  readonly opening: number;
  readonly closing: number;
  readonly lines: readonly StatementLine[];
}

export function addUp(lines: readonly StatementLine[]): Totals {
  const totals = { money_in: 0, money_out: 0, fee: 0 };
  for (const line of lines) {
    totals.money_in += line.money_in;
    totals.money_out += line.money_out;
    totals.fee += line.fee;
  }
  return totals;
}

const rowHeight = 25;
const narrationHeight = 10;

export function heightOf(row: Row): number {
  return row.kind === 'line' && row.line.narration !== null ? rowHeight + narrationHeight : rowHeight;
}

/** All rows on their pages, so that the first one can say how many there are. Each of the others begins with what the one before it ended at. */
export function layOut({ opening, closing, lines }: PrintedStatement, room: Room): readonly (readonly Row[])[] {
  const pages: Row[][] = [];
  let left = 0;
  let balance = opening;
  const add = (row: Row) => {
    if (heightOf(row) > left) {
      const begin: Row = { kind: pages.length === 0 ? 'opening' : 'brought_forward', balance };
      left = (pages.length === 0 ? room.first : room.other) - heightOf(begin);
      pages.push([begin]);
    }
    pages.at(-1)?.push(row);
    left -= heightOf(row);
  };
  for (const line of lines) {
    add({ kind: 'line', line });
    balance = line.balance;
  }
  add({ kind: 'closing', balance: closing, totals: addUp(lines) });
  return pages;
}
