import { sql } from 'kysely';
import { send, type Tx, uuidArray } from '#platform/db';
import { createRecent, type Recent } from '#platform/recent';
import { type PayingSide, type ReceivingSide, type Sides, type SidesQuestion } from './find-sides.ts';
import { type WalletId } from './wallet.ts';

/** Both sides, as they once were found. Whatever is done by them takes `refuseOutdated` along. */
export interface RememberedSides {
  recall(question: SidesQuestion): Sides | undefined;
  /** With what the database has just answered. */
  keep(question: SidesQuestion, found: Sides): void;
}

/**
 * For how long a wallet is not remembered once it was found to be of another version: each time that is found out by a commit costs those who
 * share it another attempt.
 */
const changingForMs = 10_000;

/** Whoever pays or is paid again and again, such as a shop, is not looked up each time. */
export function rememberSides({ size = 50_000 }: { readonly size?: number } = {}): RememberedSides {
  const payers = createRecent<string, PayingSide>(size);
  const receivers = createRecent<string, ReceivingSide>(size);
  /** Until when, by the monotonic clock. */
  const changing = createRecent<WalletId, number>(size);

  function update<Side extends PayingSide | ReceivingSide>(
    sides: Recent<string, Side>,
    name: string,
    side: Side | undefined,
  ): void {
    const known = sides.get(name);
    if (side !== undefined && known?.wallet_id === side.wallet_id && !isSame(known, side))
      changing.set(side.wallet_id, performance.now() + changingForMs);
    const isLasting =
      side !== undefined &&
      // An override ends by the clock, without a new version of anything.
      !side.has_override &&
      (changing.get(side.wallet_id) ?? 0) <= performance.now();
    if (isLasting) sides.set(name, side);
    else sides.forget(name);
  }

  return {
    recall(question) {
      const { wallet_number: number, currency } = question;
      if (number !== undefined) {
        const receiver = receivers.get(number);
        const payer = receiver && payers.get(payerIn(question, currency ?? receiver.currency));
        return payer && { payer, receiver };
      }
      const payer = payers.get(payerIn(question, currency));
      const receiver = payer && receivers.get(addressIn(question, payer));
      return receiver && { payer, receiver };
    },

    keep(question, { payer, receiver }) {
      if (payer === undefined) return;
      const { wallet_number: number, currency } = question;
      update(payers, payerIn(question, payer.currency), payer);
      if (number === undefined && currency === undefined) update(payers, payerIn(question, undefined), payer);
      update(receivers, number ?? addressIn(question, payer), receiver);
    },
  };
}

/** Without a currency, it is the payer's default wallet. */
function payerIn({ payer }: SidesQuestion, currency: string | undefined): string {
  return currency === undefined ? payer : `${payer} ${currency}`;
}

/** An address leads to the wallet in the payer's currency. */
function addressIn({ email, phone_number }: SidesQuestion, { currency }: PayingSide): string {
  return `${email ?? phone_number} ${currency}`;
}

type Version = Pick<PayingSide, 'wallet_id' | 'version'>;

export function isSame(one: Version, other: Version): boolean {
  return one.wallet_id === other.wallet_id && one.version === other.version;
}

/** It is only sent: if one of these wallets, or who owns it, is not as it was remembered, the COMMIT fails. */
export async function refuseOutdated(tx: Tx, sides: readonly Version[]): Promise<void> {
  if (sides.length === 0) return;
  const asked = new Map<WalletId, string>();
  const wanted = sides.filter(({ wallet_id, version }) => {
    // One that was remembered in two versions is asked for in both, and refused.
    if (asked.get(wallet_id) === version) return false;
    asked.set(wallet_id, version);
    return true;
  });
  const statement = sql`
    select wallet.refuse_outdated(
      ${uuidArray(wanted.map(({ wallet_id }) => wallet_id))}, ${wanted.map(({ version }) => version)}::xid[]
    )
  `;
  await send(tx, statement);
}

export function isOutdated(thrown: unknown): boolean {
  return thrown instanceof Error && 'constraint' in thrown && thrown.constraint === 'sides_stand';
}
