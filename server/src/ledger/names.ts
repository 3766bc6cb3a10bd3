import { isId } from '#platform/id';
import { type AccountId } from './account.ts';
import { type Command, type Order, type PostingId } from './command.ts';

/** What orders name, and what has to be known before they can be decided. */
export interface Names {
  readonly accounts: ReadonlySet<AccountId>;
  readonly holds: ReadonlySet<PostingId>;
  /** Postings to be reversed. */
  readonly originals: ReadonlySet<PostingId>;
}

export function namesIn(orders: readonly Order[]): Names {
  const names = { accounts: new Set<AccountId>(), holds: new Set<PostingId>(), originals: new Set<PostingId>() };
  for (const order of orders) {
    for (const command of order) {
      for (const account of accountsIn(command)) names.accounts.add(account);
      if ('hold' in command) names.holds.add(command.hold);
      if ('of' in command) names.originals.add(command.of);
    }
  }
  return names;
}

/** Ids are made in code, so one that is none is a bug of the caller. Found here, it fails his order and not a batch. */
export function assertIds(order: Order): void {
  for (const command of order) {
    const others = ['hold' in command ? command.hold : undefined, 'of' in command ? command.of : undefined];
    for (const id of [command.id, ...others, ...accountsIn(command)]) {
      if (id !== undefined && !isId(id)) throw new Error(`${id} is not an id`);
    }
  }
}

/** The accounts that the order itself names. */
export function accountsOf(order: Order): readonly AccountId[] {
  return order.flatMap(accountsIn);
}

function accountsIn(command: Command): readonly AccountId[] {
  if ('account' in command) return [command.account];
  return 'legs' in command ? command.legs.map(({ account }) => account) : [];
}
