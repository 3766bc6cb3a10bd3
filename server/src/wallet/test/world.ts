import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { sql } from 'kysely';
import { changeTier, type PersonId } from '#identity';
import { type AccountId, openAccounts, type PostingId } from '#ledger';
import { clock } from '#platform/clock';
import { newId } from '#platform/id';
import { assembleFor, type TestConnection } from '#test';
import { alignLimits } from '../align-limits.ts';
import { readTariff } from '../tariff.ts';
import { type WalletCurrency, type WalletId } from '../wallet.ts';

/** The secret of the servers that `startServer` starts: what is signed here is good there. */
const environment = {
  SECRET_KEY: 'only-for-tests-'.repeat(3),
  LIMIT_IP_PER_MINUTE: '1000000',
  LIMIT_GLOBAL_PER_MINUTE: '1000000',
  // A machine that runs all tests at once is late now and then, and no test here is about that.
  OVERLOAD_MAX_EVENT_LOOP_DELAY_MS: '60000',
};

export interface TestPerson {
  readonly id: PersonId;
  readonly email: string;
  readonly phone: string;
  readonly token: string;
  readonly sessionId: string;
  /** The wallet in naira that everybody has. */
  readonly wallet: TestWallet;
}

export interface TestWallet {
  readonly id: WalletId;
  readonly number: string;
  readonly account: AccountId;
}

export interface Asking {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** A text goes out as it is. */
  readonly body?: object | string | undefined;
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The members of answers that tests look at. Which of them are there depends on the answer. */
export interface Said {
  readonly id: string;
  readonly reference: string;
  readonly type: string;
  readonly status: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly balance_after: number;
  readonly narration: string;
  readonly metadata: object;
  readonly counterparty: { readonly name: string };
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string;
  readonly is_active: boolean;
  readonly code: string;
  readonly request_id: string;
  readonly errors: readonly { readonly path: string }[];
  readonly available: number;
  readonly needed: number;
  readonly least: number;
  readonly limit: string;
  readonly left: number;
  readonly tier: number;
  readonly lifted_by_tier: number | null;
  readonly would_succeed: boolean;
  readonly refusal: { readonly code: string } | null;
  readonly charges: { readonly total: number };
  readonly total: number;
  readonly available_after: number;
  readonly pin_required: boolean;
  readonly recipient_name: string;
  readonly fee_schedule_id: number;
  readonly pin_token: string;
  readonly api_key: string;
  readonly line: number;
  readonly lines: number;
  readonly done: number;
  readonly failed: number;
  readonly data: readonly SaidOfLine[];
  readonly next_cursor: string | null;
}

export interface SaidOfLine {
  readonly line: number;
  readonly to: string;
  readonly amount: number;
  readonly status: string;
  readonly transaction: Said | null;
  readonly failure: { readonly code: string; readonly available: number } | null;
}

export interface Told {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly json: Said;
}

export interface NewPerson {
  readonly money?: number;
  /** What the tier of the person allows, and what it does not; the limits of the first tier unless said otherwise. */
  readonly tier?: 1 | 2 | 3;
}

let people = 0;

/** The assembled program in this process, and people in it who have money and are signed in. */
export async function openWorld(database: TestConnection) {
  const akawo = await assembleFor(database.appUrl, environment);
  after(() => akawo.stop());
  const { modules } = akawo;
  const { welcome, sessions } = modules.identity.credentials;
  const client = { address: '127.0.0.1', userAgent: 'test', requestId: 'test' };
  const bank = await database.transact(async (tx) => {
    const currencies = ['NGN', 'GHS'] as const;
    const opened = await openAccounts(
      tx,
      currencies.map((currency) => ({ kind: 'clearing', owner: 'bank', currency, floor: null })),
    );
    return new Map(opened.map(({ currency, id }) => [currency as WalletCurrency, id]));
  });

  async function pay(account: AccountId, amount: number, currency: WalletCurrency = 'NGN'): Promise<void> {
    const from = bank.get(currency);
    assert.ok(from !== undefined);
    const id: PostingId = newId();
    const legs = [
      { account: from, amount: -amount },
      { account, amount },
    ];
    const outcome = await modules.ledger.submit([{ kind: 'post', id, reference: `money:${id}`, legs, despite_freeze: true }]);
    assert.equal(outcome.kind, 'accepted');
  }

  async function walletOf(person: PersonId, currency: WalletCurrency = 'NGN'): Promise<TestWallet> {
    const { rows } = await sql<TestWallet>`
      select id, number, account_id as account from wallet.wallets where person_id = ${person} and currency = ${currency}
    `.execute(database.db);
    assert.ok(rows[0] !== undefined);
    return rows[0];
  }

  async function join({ money = 0, tier = 1 }: NewPerson = {}): Promise<TestPerson> {
    people += 1;
    const wanted = {
      email: `person-${people}@example.com`,
      first_name: 'Ada',
      last_name: `Obi${people}`,
      phone_number: `+234803${String(1_000_000 + people)}`,
    };
    const { person, issued } = await akawo.database.transact(async (tx) => {
      const joined = await welcome(tx, wanted);
      return { person: joined, issued: await sessions.start(tx, { person: joined, client }) };
    });
    const wallet = await walletOf(person.id);
    if (tier !== 1) await raise({ id: person.id, wallet }, tier);
    if (money > 0) await pay(wallet.account, money);
    const { email, phone_number: phone } = wanted;
    return { id: person.id, email, phone, token: issued.access_token, sessionId: issued.session_id, wallet };
  }

  /** On one more device. */
  async function signIn(person: TestPerson): Promise<TestPerson> {
    const issued = await akawo.database.transact((tx) => sessions.start(tx, { person, client }));
    return { ...person, token: issued.access_token, sessionId: issued.session_id };
  }

  /** With its limits at once, which otherwise follow when the event is read. */
  async function raise({ id: personId, wallet }: Pick<TestPerson, 'id' | 'wallet'>, tier: 1 | 2 | 3): Promise<void> {
    await akawo.database.transact(async (tx) => {
      const reason = 'another tier';
      await changeTier(tx, { personId, tier, reason });
      await alignLimits(tx, [wallet.id], { tariff: await readTariff(tx), at: clock.now(), by: 'test', reason });
    });
  }

  async function ask(person: Pick<TestPerson, 'token'>, { method = 'POST', path, body, key, headers }: Asking): Promise<Told> {
    const answer = await akawo.http.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        ...(person.token !== '' && { authorization: `Bearer ${person.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { statusCode: status, body: text } = answer;
    return { status, text, headers: answer.headers, json: JSON.parse(text === '' ? '{}' : text) as Said };
  }

  return {
    akawo,
    join,
    signIn,
    pay,
    raise,
    walletOf,
    ask,
    /** With a key of its own, unless one is given. */
    send: (person: Pick<TestPerson, 'token'>, body: object, more: Partial<Asking> = {}) =>
      ask(person, { path: '/transfers', body, key: randomUUID(), ...more }),
    explain: (person: Pick<TestPerson, 'token'>, body: object) => ask(person, { path: '/transfers?explain=true', body }),
    async balanceOf({ wallet }: Pick<TestPerson, 'wallet'>): Promise<number> {
      const { rows } = await sql<{ posted: number }>`select posted from ledger.accounts where id = ${wallet.account}`.execute(
        database.db,
      );
      return rows[0]?.posted ?? Number.NaN;
    },
    /** Has this process do what a worker does. */
    work: () => akawo.jobs.start(),
    /** How many rows the tables have that money could leave a trace in. */
    async traces(): Promise<Readonly<Record<string, number>>> {
      const [counts] = await database.owner<Record<string, number>>(`
        select
          (select count(*)::int from ledger.postings) as postings,
          (select count(*)::int from ledger.entries) as entries,
          (select count(*)::int from wallet.transactions) as transactions,
          (select count(*)::int from platform.events) as events,
          (select count(*)::int from platform.idempotency_keys) as keys`);
      assert.ok(counts !== undefined);
      return counts;
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
