import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { changeTier } from '#identity';
import { uuidArray } from '#platform/db';
import { eventually, testDatabase } from '#test';
import { type PayingSide, type ReceivingSide, type SidesQuestion } from './find-sides.ts';
import { rememberSides } from './remembered-sides.ts';
import { hire } from './test/staff.ts';
import { openWorld, type TestPerson, type Told } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const staff = await hire(world, database);
const { akawo, ask, join, send } = world;

const to = ({ wallet }: TestPerson, amount = 100_00) => ({ amount, wallet_number: wallet.number });
const outcomeOf = ({ status, json }: Told) => (status === 201 ? status : json.code);
const asked = async (person: TestPerson, path: string, body?: object) => {
  const { status, text } = await ask(person, { path, body });
  assert.ok(status < 300, text);
};
const person = ({ id }: TestPerson, change: string) => database.owner(`update identity.people set ${change} where id = $1`, [id]);

/** Nobody can be looked up while the work is done. */
async function withoutLookingUp<Result>(work: () => Promise<Result>): Promise<Result> {
  await database.owner('alter function wallet.find_sides rename to hidden');
  try {
    return await work();
  } finally {
    await database.owner('alter function wallet.hidden rename to find_sides');
  }
}

test('who has paid and who was paid are not looked up again, whomever they pay and by whomever they are paid', async () => {
  const [ada, bola, carl] = [await join({ money: 10_000_00 }), await join({ money: 10_000_00 }), await join()];
  assert.equal((await send(ada, to(bola))).status, 201);
  assert.equal((await send(bola, { amount: 100_00, email: carl.email })).status, 201);
  assert.equal((await send(ada, { amount: 100_00, phone_number: carl.phone })).status, 201);
  const told = await withoutLookingUp(() =>
    Promise.all([
      send(ada, to(bola)),
      send(bola, { amount: 100_00, email: carl.email }),
      send(ada, { amount: 100_00, email: carl.email, currency: 'NGN' }),
      send(bola, { amount: 100_00, phone_number: carl.phone }),
      send(ada, { amount: 100_00, email: bola.email }),
      send(ada, to(carl)),
    ]),
  );
  assert.deepEqual(told.map(outcomeOf), [201, 201, 201, 201, 'internal_error', 'internal_error']);
  assert.equal(await world.balanceOf(carl), 500_00);
});

interface Change {
  /** To one of two people, between two equal payments. */
  readonly happens: (ada: TestPerson, bola: TestPerson) => Promise<unknown>;
  /** What the second payment comes to. */
  readonly comesTo: number | string;
  /** The payment, where it is not by wallet number. */
  readonly payment?: (bola: TestPerson) => object;
}

const byEmail = ({ email }: TestPerson) => ({ amount: 100_00, email });
const byPhone = ({ phone }: TestPerson) => ({ amount: 100_00, phone_number: phone });

const changes: Readonly<Record<string, Change>> = {
  'the payer pauses his wallet': { happens: (ada) => asked(ada, '/wallet/toggle-activity'), comesTo: 'wallet_inactive' },
  'the payer sets a PIN': { happens: (ada) => asked(ada, '/auth/pin', { pin: '4815' }), comesTo: 'pin_required' },
  'staff lock the payer’s wallet': {
    happens: (ada) => asked(staff.admin, `/admin/wallets/${ada.wallet.id}/lock`, { reason: 'It was reported as stolen.' }),
    comesTo: 'wallet_locked',
  },
  'the payer has another default wallet': {
    async happens(ada) {
      const { json } = await ask(ada, { path: '/wallets', body: { currency: 'GHS' } });
      await asked(ada, `/wallets/${json.id}/default`);
    },
    comesTo: 'recipient_not_found',
    payment: byEmail,
  },
  'the payer comes to another tier': { happens: (ada) => world.raise(ada, 2), comesTo: 201 },
  'the receiver pauses his wallet': { happens: (_, bola) => asked(bola, '/wallet/toggle-activity'), comesTo: 201 },
  'the receiver is banned': {
    happens: (_, bola) => person(bola, `banned_at = now(), ban_reason = 'fraud'`),
    comesTo: 'recipient_not_found',
  },
  'the receiver changes his address': {
    happens: (_, bola) => person(bola, `email = 'moved-' || email`),
    comesTo: 'recipient_not_found',
    payment: byEmail,
  },
  'the receiver gives his phone number up': {
    happens: (_, bola) => person(bola, 'phone_number = null'),
    comesTo: 'recipient_not_found',
    payment: byPhone,
  },
};

for (const [name, { happens, comesTo, payment = to }] of Object.entries(changes)) {
  test(`between two payments ${name}: ${comesTo}`, async () => {
    const [ada, bola] = [await join({ money: 10_000_00 }), await join()];
    assert.equal((await send(ada, payment(bola))).status, 201);
    await happens(ada, bola);
    assert.equal(outcomeOf(await send(ada, payment(bola))), comesTo);
    assert.equal(await world.balanceOf(bola), comesTo === 201 ? 200_00 : 100_00);
  });
}

test('a name that was changed is the name on the next payment, for both', async () => {
  const [ada, bola] = [await join({ money: 10_000_00 }), await join()];
  await send(ada, to(bola));
  await person(ada, `first_name = 'Adaeze'`);
  await person(bola, `first_name = 'Bolanle'`);
  const { json } = await send(ada, to(bola));
  assert.match(json.counterparty?.name ?? '', /^Bolanle /);
  const [row] = await database.owner<{ sender_name: string }>('select sender_name from wallet.transactions where id = $1', [
    json.id,
  ]);
  assert.match(row?.sender_name ?? '', /^Adaeze /);
});

test('what somebody may pay at once follows his tier and his override, whatever was remembered', async () => {
  const [ada, bola] = [await join({ money: 20_000_000 }), await join({ tier: 3 })];
  assert.equal((await send(ada, to(bola))).status, 201);
  assert.equal(outcomeOf(await send(ada, to(bola, 6_000_000))), 'limit_exceeded');
  await staff.override(ada.wallet.id, { limit: 'per_transaction', amount: 12_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  assert.equal(outcomeOf(await send(ada, to(bola, 6_000_000))), 201);
  await staff.runOut(ada.wallet.id);
  assert.equal(outcomeOf(await send(ada, to(bola, 6_000_000))), 'limit_exceeded');
  await world.raise(ada, 2);
  assert.equal(outcomeOf(await send(ada, to(bola, 6_000_000))), 201);
  await world.raise(ada, 1);
  const refused = await send(ada, to(bola, 6_000_000));
  assert.deepEqual([outcomeOf(refused), refused.json.tier], ['limit_exceeded', 1]);
});

test('an override that came and ran out since, without a payment in between, lifts nothing', async () => {
  const [ada, bola] = [await join({ money: 20_000_000 }), await join({ tier: 3 })];
  assert.equal((await send(ada, to(bola, 4_000_000))).status, 201);
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  await staff.runOut(ada.wallet.id, 200);
  await wait(205);
  const refused = await send(ada, to(bola, 4_000_000));
  assert.deepEqual([outcomeOf(refused), refused.json.limit], ['limit_exceeded', 'per_day']);
});

test('a refusal of the ledger names the tier of today', async () => {
  const [ada, bola] = [await join({ money: 20_000_000 }), await join({ tier: 3 })];
  assert.equal((await send(ada, to(bola, 4_000_000))).status, 201);
  await akawo.database.transact((tx) => changeTier(tx, { personId: ada.id, tier: 2, reason: 'papers were shown' }));
  const refused = await send(ada, to(bola, 4_000_000));
  assert.deepEqual([outcomeOf(refused), refused.json.limit, refused.json.tier], ['limit_exceeded', 'per_day', 2]);
});

/** Somebody who has paid from his wallet in naira, and then made another one his default. */
async function whoChangedHisDefault(
  bola: TestPerson,
  prepare: (ada: TestPerson) => Promise<unknown>,
  first: (ada: TestPerson) => Promise<Told>,
) {
  const ada = await join({ money: 2_000_00 });
  const { id } = (await ask(ada, { path: '/wallets', body: { currency: 'GHS' } })).json;
  await ask(bola, { path: '/wallets', body: { currency: 'GHS' } });
  await world.pay((await world.walletOf(ada.id, 'GHS')).account, 500_00, 'GHS');
  await prepare(ada);
  assert.equal((await first(ada)).status, 201);
  await asked(ada, `/wallets/${id}/default`);
  return ada;
}

test('nobody is refused for what is in a wallet that he no longer pays from', async () => {
  const bola = await join();
  const pay = (ada: TestPerson, amount: number) => send(ada, { amount, email: bola.email });
  const ada = await whoChangedHisDefault(
    bola,
    async () => {},
    (payer) => pay(payer, 1_800_00),
  );
  const told = await pay(ada, 300_00);
  assert.deepEqual([outcomeOf(told), told.json.currency], [201, 'GHS']);
  const refused = await pay(ada, 300_00);
  assert.deepEqual([outcomeOf(refused), refused.json.available, refused.json.currency], ['insufficient_funds', 200_00, 'GHS']);
});

test('a PIN for a payment from the wallet of today is not held against the wallet of yesterday', async () => {
  const bola = await join();
  const pay = async (ada: TestPerson, currency: string) => {
    const intent = { action: 'transfer', amount: 100_00, currency, to: bola.email };
    const { json } = await ask(ada, { path: '/auth/pin/verify', body: { pin: '4815', intent } });
    return send(ada, { amount: 100_00, email: bola.email }, { headers: { 'x-pin-token': json.pin_token } });
  };
  const ada = await whoChangedHisDefault(
    bola,
    (payer) => asked(payer, '/auth/pin', { pin: '4815' }),
    (payer) => pay(payer, 'NGN'),
  );
  assert.equal(outcomeOf(await pay(ada, 'NGN')), 'pin_required');
  assert.equal(outcomeOf(await pay(ada, 'GHS')), 201);
});

test('a wallet that is opened while its owner sets a PIN asks for it', async () => {
  const [ada, bola] = [await join(), await join()];
  await ask(bola, { path: '/wallets', body: { currency: 'GHS' } });
  const pay = () => send(ada, { amount: 100_00, email: bola.email, currency: 'GHS' });
  const opening = await akawo.database.transact(async (tx) => {
    await sql`insert into identity.pins (person_id, hash) values (${ada.id}, 'a hash')`.execute(tx);
    const opened = asked(ada, '/wallets', { currency: 'GHS' });
    const rows = `select from wallet.wallets where person_id = $1 and currency = 'GHS'`;
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually('it is opened, or waits for the PIN', async () => {
      return (await database.owner(waiting)).length > 0 || (await database.owner(rows, [ada.id])).length > 0;
    });
    const [one] = await database.owner<{ account: TestPerson['wallet']['account'] }>(
      `select account_id as account from wallet.wallets where person_id = $1 and currency = 'GHS'`,
      [ada.id],
    );
    if (one !== undefined) {
      await world.pay(one.account, 500_00, 'GHS');
      assert.equal(outcomeOf(await pay()), 201);
    }
    return { opened };
  });
  await opening.opened;
  assert.equal(outcomeOf(await pay()), 'pin_required');
});

test('a change of a person and one of his wallets do not wait for each other', async () => {
  const ada = await join();
  const { id: cedis } = (await ask(ada, { path: '/wallets', body: { currency: 'GHS' } })).json;
  // Now the rows lie in another order than that of their ids.
  for (const id of [cedis, ada.wallet.id]) await asked(ada, `/wallets/${id}/default`);
  const both = sql`select from wallet.wallets where person_id = ${ada.id} order by id for no key update`;
  const { renaming } = await database.transact(async (tx) => {
    await sql`select from wallet.wallets where id = ${ada.wallet.id} for no key update`.execute(tx);
    const renamed = person(ada, `first_name = 'Adaeze'`);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually('the new name waits', async () => (await database.owner(waiting)).length > 0);
    await both.execute(tx);
    return { renaming: renamed };
  });
  await renaming;
});

test('a wallet that is paused while its payment waits does not pay, and its neighbours do', async () => {
  const [paused, bola] = [await join({ money: 10_000_00 }), await join()];
  const others = await Promise.all(Array.from({ length: 12 }, () => join({ money: 10_000_00 })));
  const everybody = [...others.slice(0, 6), paused, ...others.slice(6)];
  for (const one of everybody) assert.equal((await send(one, to(bola))).status, 201);
  const paying = await akawo.database.transact(async (tx) => {
    await sql`select from ledger.lock_accounts(${uuidArray([bola.wallet.account])}, '{}', '{}')`.execute(tx);
    const begun = everybody.map((one) => send(one, to(bola)));
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually('the payments wait for their receiver', async () => (await database.owner(waiting)).length > 0);
    await asked(paused, '/wallet/toggle-activity');
    return { begun };
  });
  const told = await Promise.all(paying.begun);
  assert.deepEqual(
    told.map(outcomeOf),
    everybody.map((one) => (one === paused ? 'wallet_inactive' : 201)),
  );
  assert.equal(await world.balanceOf(bola), (everybody.length + others.length) * 100_00);
});

test('whoever has just changed is looked up for a while, so that changing again and again breaks nobody’s commit', async () => {
  const [ada, bola] = [await join({ money: 10_000_00 }), await join()];
  assert.equal((await send(ada, to(bola))).status, 201);
  for (const path of ['/wallet/toggle-activity', '/wallet/toggle-activity']) await asked(ada, path);
  assert.equal((await send(ada, to(bola))).status, 201);
  assert.equal(outcomeOf(await withoutLookingUp(() => send(ada, to(bola)))), 'internal_error');
});

test('no more people are remembered than there is room for', () => {
  const memory = rememberSides({ size: 10 });
  const side = {
    wallet_id: 'wallet',
    account_id: 'account',
    currency: 'NGN',
    name: 'Ada Obi',
    has_override: false,
    version: '1',
  };
  const questions = Array.from({ length: 50 }, (_, index) => ({ payer: `payer-${index}`, wallet_number: `number-${index}` }));
  const recalled = questions.map((question) => {
    memory.keep(question as SidesQuestion, { payer: side as PayingSide, receiver: side as ReceivingSide });
    return memory.recall(question as SidesQuestion);
  });
  assert.ok(recalled.every((sides) => sides !== undefined));
  const known = questions.filter((question) => memory.recall(question as SidesQuestion) !== undefined);
  assert.ok(known.length > 0 && known.length <= 10, `${known.length}`);
});
