import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { testDatabase } from '#test';
import { type Overview } from './overview.ts';
import { start } from './test/start.ts';

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() }, { $id: 'Money' });
const never = () => new Promise<never>(() => {});

let asked = 0;
let late: AbortSignal | undefined;

/** As the modules above will be, and as they may be on a bad day. */
const overview: Overview = {
  sections: [
    { name: 'total_saved', schema: Money, read: async () => ({ amount: 12_345, currency: 'NGN' }) },
    { name: 'owner', schema: Type.String(), read: async (personId) => personId },
    { name: 'next_payout', schema: Money, read: () => Promise.reject(new Error('the circle is broken')) },
    {
      name: 'next_contribution',
      schema: Money,
      read: () => {
        throw new Error('the contribution is broken at once');
      },
    },
    {
      name: 'wallet',
      schema: Money,
      read: (_personId, signal) => {
        asked += 1;
        late = signal;
        return never();
      },
    },
    { name: 'recent_transactions', schema: Type.Array(Money), read: async () => [{ amount: 1.5, currency: 'NGN' }] },
  ],
  actions: [
    { name: 'broken', read: () => Promise.reject(new Error('the bank is broken')) },
    { name: 'hanging', read: never },
    {
      name: 'payments',
      read: async ({ tier }) => [{ code: 'link_bank', title: `Link a bank account for tier ${tier}`, path: '/banks' }],
    },
  ],
};
const trial = await start(testDatabase, overview);

test('a part of the dashboard that fails, hangs or says nonsense is null; the others are there, in time, and it is told of', async () => {
  const ada = await trial.join();
  const started = performance.now();
  const { status, body } = await ada.ask('GET', '/users/dashboard');
  assert.ok(performance.now() - started < 4_000);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    total_saved: { amount: 12_345, currency: 'NGN' },
    owner: ada.id,
    next_payout: null,
    next_contribution: null,
    wallet: null,
    recent_transactions: null,
  });
  assert.equal(late?.aborted, true, 'what hangs is told that nobody waits any more');
  for (const [source, why] of [
    ['next_payout', 'the circle is broken'],
    ['next_contribution', 'the contribution is broken at once'],
    ['wallet', 'took longer than'],
    ['recent_transactions', 'what its schema promises'],
  ] as const)
    assert.match(trial.log(), new RegExp(`${why}[^\\n]*"source":"${source}"|"source":"${source}"[^\\n]*${why}`));
  const metrics = await trial.registry.metrics();
  assert.match(metrics, /akawo_overview_missing_total\{source="wallet"\} 1/);
});

test('the actions of whoever answers are asked for, our own first, and a source that hangs takes nothing away', async () => {
  const ada = await trial.join();
  const { status, body } = await ada.ask('GET', '/users/me');
  assert.equal(status, 200);
  const actions = body['actions_required'] as { code: string; action_url: string }[];
  assert.deepEqual(
    actions.map(({ code }) => code),
    ['verify_email', 'set_pin', 'link_bank'],
  );
  assert.equal(actions.at(-1)?.action_url, 'https://wallet.example/banks');
});

test('a source that never answers is asked so often and then no more, so that what waits for it is bounded', async () => {
  const ada = await trial.join();
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 20 }, () => ada.ask('GET', '/users/dashboard')));
  assert.equal(asked, 32);
  const { body } = await ada.ask('GET', '/users/dashboard');
  assert.deepEqual([asked, body['wallet'], body['owner']], [32, null, ada.id]);
  assert.match(trial.log(), /32 earlier questions are still without an answer/);
});
