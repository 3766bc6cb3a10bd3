import fc from 'fast-check';
import { type PersonId } from '#identity';
import { type TestConnection } from '#test';
import { transactionStatuses, transactionTypes } from '../../transaction.ts';

/** A row as it was made. */
export interface Made {
  readonly id: string;
  readonly reference: string;
  readonly type: string;
  readonly status: string;
  readonly currency: string;
  readonly amount: number;
  readonly fee: number;
  readonly sender_wallet_id: string | null;
  readonly receiver_wallet_id: string | null;
  readonly sender_name: string | null;
  readonly receiver_name: string | null;
  readonly sender_balance_after: number | null;
  readonly receiver_balance_after: number | null;
  readonly narration: string | null;
  readonly metadata: object;
  readonly charges: object;
  readonly parked_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

interface HistoryWish {
  /** Who pays whom, and who is paid from outside and pays to the outside. */
  readonly between: readonly [PersonId, PersonId];
  readonly size: number;
  readonly seed: number;
}

const begins = Temporal.Instant.from('2026-03-01T00:00:00Z').epochMilliseconds;
const tenDays = 10 * 24 * 60 * 60_000;

const draft = fc.record({
  type: fc.constantFrom(...transactionTypes),
  status: fc.constantFrom(...transactionStatuses),
  place: fc.nat(1),
  // From the first to the second, back, in from outside, out to it.
  way: fc.constantFrom('there', 'back', 'in', 'out'),
  amount: fc.integer({ min: 1, max: 5_000 }),
  after: fc.nat(tenDays),
  idLater: fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }),
  tail: fc.stringMatching(/^[0-9a-f]{18}$/),
  isParked: fc.boolean(),
  narration: fc.constantFrom(null, 'Rent for March', '100% of the RENT', 'lunch_money', "Ada's shoes", 'Ṣàngó'),
  names: fc.constantFrom(['Ada Obi', 'Ọlá Ṣàṅú'], ['ADA OBI', 'bola %'], [null, null] as const),
});

/** Rows of every kind, put into the table as its owner: no money moves. In each currency that both people have a wallet in. */
export async function makeHistory(database: TestConnection, { between, size, seed }: HistoryWish): Promise<readonly Made[]> {
  const wallets = await database.owner<{ id: string; person_id: string; currency: string }>(
    'select id, person_id, currency from wallet.wallets where person_id = any ($1) order by currency, person_id',
    [between],
  );
  const currencies = [...new Set(wallets.map(({ currency }) => currency))];
  const walletOf = (person: PersonId, currency: string) =>
    wallets.find((wallet) => wallet.person_id === person && wallet.currency === currency)?.id ?? null;
  const made = fc.sample(draft, { numRuns: size, seed }).map((drawn, index): Made => {
    const currency = currencies[drawn.place % currencies.length] ?? 'NGN';
    const [one, other] = between.map((person) => walletOf(person, currency));
    const sides = { there: [one, other], back: [other, one], in: [null, one], out: [one, null] }[drawn.way];
    const [sender_wallet_id = null, receiver_wallet_id = null] = sides ?? [];
    const at = new Date(begins + drawn.after).toISOString();
    return {
      id: idAt(begins + drawn.after + drawn.idLater, drawn.tail),
      reference: `REF-${1_000 + index}`,
      type: drawn.type,
      status: drawn.status,
      currency,
      amount: drawn.amount,
      fee: 10,
      sender_wallet_id,
      receiver_wallet_id,
      sender_name: drawn.names[0] ?? null,
      receiver_name: drawn.names[1] ?? null,
      sender_balance_after: 5_000 + index,
      receiver_balance_after: drawn.isParked ? null : 7_000 + index,
      narration: drawn.narration,
      metadata: { note: 'mine' },
      charges: { fee: 10 },
      parked_at: drawn.isParked ? at : null,
      created_at: at,
      updated_at: at,
    };
  });
  const columns = Object.keys(made[0] ?? {}).join(', ');
  await database.owner(
    `insert into wallet.transactions (${columns}) select ${columns} from json_populate_recordset(null::wallet.transactions, $1)`,
    [JSON.stringify(made)],
  );
  return made;
}

function idAt(milliseconds: number, tail: string): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6)}`;
}
