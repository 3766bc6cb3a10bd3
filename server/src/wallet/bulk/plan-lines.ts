import { type PersonId } from '#identity';
import { type AccountId } from '#ledger';
import { type Db } from '#platform/db';
import { isDecided } from '#platform/once';
import { type Problem } from '#platform/problem';
import { sql } from 'kysely';
import { findSides, type Sides } from '../find-sides.ts';
import { planTransfer, type Terms, type TransferDraft, type TransferRequest } from '../plan-transfer.ts';
import { type WalletCurrency, type WalletId } from '../wallet.ts';

export interface Payment {
  readonly payer: PersonId;
  readonly currency: WalletCurrency;
  readonly bulkId: string;
  readonly terms: Terms;
}

/** What is known of a line before the ledger is asked: how it would go, or why it will not. */
export type PlannedLine = TransferDraft | Problem;

/** Brings wallets whose override has run out back to the limits of their tier. */
export type EndOverrides = (wallets: readonly WalletId[]) => Promise<void>;

const sidesAtOnce = 500;

export async function findAllSides(
  db: Db,
  { payer, currency }: Pick<Payment, 'payer' | 'currency'>,
  requests: readonly TransferRequest[],
  endOverrides: EndOverrides,
): Promise<readonly Sides[]> {
  const read = async () => {
    const found: Sides[] = [];
    for (let first = 0; first < requests.length; first += sidesAtOnce) {
      const questions = requests.slice(first, first + sidesAtOnce).map(({ wallet_number, email, phone_number }) => {
        return { payer, currency, wallet_number, email, phone_number };
      });
      found.push(...(await findSides(db, questions)));
    }
    return found;
  };
  const sides = await read();
  const overdue = sides.flatMap(({ payer: from, receiver }) => [from, receiver].filter((side) => side?.is_overdue === true));
  if (overdue.length === 0) return sides;
  await endOverrides([...new Set(overdue.flatMap((side) => side?.wallet_id ?? []))]);
  return read();
}

export function planLine(
  { payer, bulkId, terms }: Omit<Payment, 'currency'>,
  request: TransferRequest,
  sides: Sides,
): PlannedLine {
  return refusalOr(() => ({ ...planTransfer({ payer, request, sides, terms }), bulk_id: bulkId }));
}

/** A refusal is the outcome of its line; anything else ends the whole. */
function refusalOr<Value>(work: () => Value): Value | Problem {
  try {
    return work();
  } catch (thrown) {
    if (isDecided(thrown)) return thrown;
    throw thrown;
  }
}

/** Sends to suspense what would not fit, in the order of the lines. Nobody's account is locked, so it may turn out otherwise. */
export async function parkWithoutRoom(db: Db, drafts: readonly TransferDraft[]): Promise<readonly TransferDraft[]> {
  const accounts = new Set(drafts.map(({ receiver }) => receiver.account_id));
  const { rows } = await sql<{ id: AccountId; room: number }>`
    select id, ceiling - posted as room from ledger.accounts where ceiling is not null and id = any (${[...accounts]}::uuid[])
  `.execute(db);
  const rooms = new Map(rows.map(({ id, room }) => [id, room]));
  return drafts.map((draft) => {
    const { account_id } = draft.receiver;
    const room = rooms.get(account_id) ?? Infinity;
    if (room < draft.amount) return { ...draft, is_parked: true };
    rooms.set(account_id, room - draft.amount);
    return draft;
  });
}
