import { type AccountId } from './account.ts';
import { type Request } from './along.ts';

export interface Waiting extends Request {
  /** Those that the order names. */
  readonly accounts: readonly AccountId[];
}

export interface Room {
  /** How many orders make a batch as long as the others can go on another lane. */
  readonly share: number;
  /** The most orders that share a commit. */
  readonly orders: number;
  /** The most commands that share a commit, unless a single order has more. */
  readonly commands: number;
}

/** How far down the line to look for orders that can go while others must wait. */
const lookAhead = 1_000;

/**
 * Orders in the order in which they came. Each batch takes those that have no account in common with a batch under way, for they would only
 * wait for its locks. Who is passed over keeps his place: no later order gets at his accounts before him.
 */
export interface WaitingLine<Member extends Waiting> {
  readonly length: number;
  /** Whether the new one need not wait for a batch under way. */
  add(member: Member): boolean;
  /** The next batch; its accounts are busy until it is `done`. Empty if everybody has to wait. */
  take(room: Room): readonly Member[];
  done(batch: readonly Member[]): void;
}

export function createWaitingLine<Member extends Waiting>(): WaitingLine<Member> {
  const line: Member[] = [];
  const busy = new Set<AccountId>();

  return {
    get length() {
      return line.length;
    },
    add(member) {
      line.push(member);
      return !member.accounts.some((account) => busy.has(account));
    },
    take(room) {
      const batch: Member[] = [];
      const passedOver: Member[] = [];
      const awaited = new Set<AccountId>();
      const own = new Set<AccountId>();
      const isTaken = (account: AccountId) => busy.has(account) || awaited.has(account);
      let commands = 0;
      let looked = 0;
      for (const member of line) {
        if (batch.length === room.orders || looked === lookAhead) break;
        if (batch.length > 0 && commands + member.order.length > room.commands) break;
        looked += 1;
        // Beyond the share come only those who would have to wait for this batch anyway: a hot account fills its batches.
        const isIn = batch.length < room.share || member.accounts.some((account) => own.has(account));
        if (!isIn || member.accounts.some(isTaken)) {
          passedOver.push(member);
          for (const account of member.accounts) awaited.add(account);
        } else {
          batch.push(member);
          commands += member.order.length;
          for (const account of member.accounts) own.add(account);
        }
      }
      line.splice(0, looked, ...passedOver);
      for (const account of own) busy.add(account);
      return batch;
    },
    done(batch) {
      for (const { accounts } of batch) for (const account of accounts) busy.delete(account);
    },
  };
}
