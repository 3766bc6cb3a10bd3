import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '#test';
import { type Principal } from '../principal.ts';
import { pinRequired } from '../problems.ts';
import { trialProcess } from '../sessions/trial.ts';
import { hashIntent, type Intent } from './intent.ts';
import { hasPin, type PinSpending, requirePin, spendPinToken, spendPinTokens } from './pin-token.ts';
import { payer, type Payer, rent, trialPins } from './trial.ts';

const database = await testDatabase({ connections: 20 });
const here = await trialProcess(database);
const { pins } = trialPins(here);
const pin = '739154';
const ada = await payer(database, here, { pin });
const bola = await payer(database, here, { pin });

const principalOf = ({ owner: { personId, sessionId } }: Payer): Principal => ({
  kind: 'person',
  id: personId,
  personId,
  sessionId,
  role: 'user',
});
const spend = (spending: PinSpending) => database.transact((tx) => spendPinToken(tx, spending));

async function spendingOf(who: Payer, intent: Intent = rent): Promise<PinSpending> {
  const { pin_token: token, expires_in } = await pins.exchange(who.owner, pin, intent);
  assert.equal(expires_in, 120);
  assert.match(token, /^[\w-]{43}$/);
  return { token, principal: principalOf(who), intent };
}

const isRefused = (work: Promise<unknown>) => assert.rejects(work, (thrown) => pinRequired.is(thrown));

test('a token is good for its payment, once', async () => {
  const spending = await spendingOf(ada);
  await spend(spending);
  await isRefused(spend(spending));
  assert.deepEqual(
    await database.owner('select from identity.pin_tokens where spent_at is not null and person_id = $1', [ada.owner.personId]),
    [{}],
  );
});

test('a token fits no other action, amount, currency, recipient, session or person', async () => {
  const spending = await spendingOf(ada);
  const otherSession = await payer(database, here, { id: ada.owner.personId });
  const others: Readonly<Record<string, Partial<PinSpending>>> = {
    action: { intent: { ...rent, action: 'withdrawal' } },
    amount: { intent: { ...rent, amount: rent.amount + 1 } },
    currency: { intent: { ...rent, currency: 'GHS' } },
    recipient: { intent: { ...rent, to: '3012345678902' } },
    session: { principal: principalOf(otherSession) },
    person: { principal: principalOf(bola) },
    'person alone': { principal: { ...principalOf(ada), personId: bola.owner.personId } },
    'no session': { principal: { ...principalOf(ada), sessionId: undefined } },
    token: { token: spending.token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
    'no token': { token: '' },
  };
  for (const [what, change] of Object.entries(others)) {
    await isRefused(spend({ ...spending, ...change })).catch(() => assert.fail(`${what} was accepted`));
    await isRefused(requirePin(database.db, { ...spending, ...change })).catch(() =>
      assert.fail(`${what} was accepted beforehand`),
    );
  }
  await spend(spending);
});

test('a token expires', async () => {
  const spending = await spendingOf(ada);
  const [row] = await database.owner<{ seconds: number }>(
    `select round(extract(epoch from expires_at - now()))::int as seconds from identity.pin_tokens where spent_at is null and person_id = $1 order by expires_at desc limit 1`,
    [ada.owner.personId],
  );
  assert.ok(row !== undefined && row.seconds >= 110 && row.seconds <= 120);
  await database.owner('update identity.pin_tokens set expires_at = now()');
  await isRefused(spend(spending));
  await isRefused(requirePin(database.db, spending));
});

test('of twenty payments at once with one token, one is made', async (t) => {
  const spending = await spendingOf(ada);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => spend(spending)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(outcomes.length - refused.length, 1);
  for (const { reason } of refused) assert.ok(pinRequired.is(reason));
  t.diagnostic(`sent=20 accepted=1 refused=${refused.length}`);
});

test('a payment that fails leaves its token as it was', async () => {
  const spending = await spendingOf(ada);
  const failed = database.transact(async (tx) => {
    await spendPinToken(tx, spending);
    throw new Error('insufficient funds');
  });
  await assert.rejects(failed, /insufficient funds/);
  await spend(spending);
});

test('a batch spends all of its tokens with one statement, or none when one does not fit or comes twice', async () => {
  const batch = await Promise.all([ada, bola, ada, bola].map((who, index) => spendingOf(who, { ...rent, amount: index + 1 })));
  const [first] = batch;
  assert.ok(first !== undefined);
  const spendAll = (spendings: readonly PinSpending[]) => database.transact((tx) => spendPinTokens(tx, spendings));
  await isRefused(spendAll([...batch.slice(0, -1), { ...first, intent: rent }]));
  await isRefused(spendAll([...batch, first]));
  await spendAll(batch);
  for (const spending of batch) await isRefused(spend(spending));
  await spendAll([]);
});

test('two batches that want the same tokens in another order do not lock each other out', async () => {
  for (let round = 0; round < 5; round++) {
    const batch: PinSpending[] = [];
    for (let amount = 1; amount <= 8; amount++) batch.push(await spendingOf(ada, { ...rent, amount }));
    let attempts = 0;
    const spendAll = (spendings: readonly PinSpending[]) =>
      database.transact((tx) => (attempts++, spendPinTokens(tx, spendings)));
    const outcomes = await Promise.allSettled([
      spendAll(batch),
      spendAll(batch.toReversed()),
      spendAll(batch),
      spendAll(batch.toReversed()),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(attempts, 4, 'one ran again after a lost race');
  }
});

test('a PIN is asked of whoever has set one, and of no key', async () => {
  const withoutPin = await payer(database, here);
  assert.deepEqual(
    [await hasPin(database.db, ada.owner.personId), await hasPin(database.db, withoutPin.owner.personId)],
    [true, false],
  );
  const asked = { token: undefined, intent: rent };
  await isRefused(requirePin(database.db, { ...asked, principal: principalOf(ada) }));
  assert.equal(await requirePin(database.db, { ...asked, principal: principalOf(withoutPin) }), undefined);
  assert.equal(await requirePin(database.db, { ...asked, principal: { ...principalOf(ada), kind: 'key' } }), undefined);
  const spending = await spendingOf(ada);
  assert.deepEqual(await requirePin(database.db, spending), spending);
});

test('an intent is the same however it is written, and another one when anything in it differs', () => {
  const intent = fc.record({
    action: fc.constantFrom('transfer', 'withdrawal', 'airtime'),
    amount: fc.integer({ min: 1, max: 20 }),
    currency: fc.constantFrom('NGN', 'GHS'),
    to: fc.constantFrom('1', '11', '1,1', '"', '1"'),
  });
  fc.assert(
    fc.property(intent, intent, (one, other) => {
      const { action, amount, currency, to } = one;
      assert.deepEqual(hashIntent({ to, currency, amount, action }), hashIntent(one));
      const isSame = action === other.action && amount === other.amount && currency === other.currency && to === other.to;
      assert.equal(hashIntent(one).equals(hashIntent(other)), isSame);
    }),
  );
});
