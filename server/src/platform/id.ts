import { randomUUIDv7 } from 'node:crypto';

declare const table: unique symbol;

/** A UUIDv7 that knows which table it belongs to, so that a wallet's id is not accepted where a person's is asked for. */
export type Id<Table extends string> = string & { readonly [table]: Table };

export function newId<Table extends string>(): Id<Table> {
  return randomUUIDv7() as Id<Table>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return uuid.test(text);
}
