import { type Tx } from '#platform/db';
import { type Order } from './command.ts';
import { type Accepted, type Outcome } from './outcome.ts';

/**
 * Writes what belongs to orders into their transaction, such as a module's own rows or events: once per batch, for all of its orders that
 * were accepted and brought something for it. For an order that was recorded before there is nothing to write again.
 */
export type Companion<Item> = (tx: Tx, accepted: readonly { readonly item: Item; readonly outcome: Accepted }[]) => Promise<void>;

/** An item, and who writes it. Made by `along`, which alone knows that the two fit. */
export interface Along {
  readonly companion: Companion<unknown>;
  readonly item: unknown;
}

export interface Request {
  readonly order: Order;
  readonly along?: readonly Along[];
}

export function along<Item>(companion: Companion<Item>, item: Item): Along {
  return { companion: companion as Companion<unknown>, item };
}

/** Every companion once, in the order in which the first of their items came. */
export async function writeAlong(tx: Tx, requests: readonly Request[], outcomes: readonly Outcome[]): Promise<void> {
  const work = new Map<Companion<unknown>, { item: unknown; outcome: Accepted }[]>();
  for (const [index, request] of requests.entries()) {
    const outcome = outcomes[index];
    if (request.along === undefined || outcome?.kind !== 'accepted' || outcome.replayed) continue;
    for (const { companion, item } of request.along) {
      const items = work.get(companion);
      if (items === undefined) work.set(companion, [{ item, outcome }]);
      else items.push({ item, outcome });
    }
  }
  for (const [companion, items] of work) await companion(tx, items);
}
