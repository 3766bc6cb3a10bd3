import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { attemptRules } from './attempts.ts';
import { goodPassword, newAddress, trialWorld } from './trial.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { post, newcomer } = world;
const crowd = Array.from({ length: 200 }, (_, n) => n);
const few = crowd.slice(0, 80);

/** How often each answer was given. */
function tally(answers: readonly { readonly status: number; readonly code: string | undefined }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code = '' } of answers) counts[`${status} ${code}`.trim()] = (counts[`${status} ${code}`.trim()] ?? 0) + 1;
  return counts;
}

test('of two hundred guesses at once from one address ten are looked at, and the right one as the last is not', async () => {
  const { email } = await newcomer();
  const from = { address: newAddress() };
  const before = await world.hashings();
  const answers = await Promise.all(crowd.map((n) => post('login', { email, password: `guess number ${n}` }, from)));
  assert.deepEqual(tally(answers), { '401 credentials_wrong': 10, '429 too_many_attempts': 190 });
  assert.equal((await world.hashings()) - before, 10);
  const late = await post('login', { email, password: goodPassword }, from);
  assert.deepEqual([late.status, late.code], [429, 'too_many_attempts']);
  assert.ok(Number(late.headers['retry-after']) > 800);
});

test('of two hundred guesses at once from two hundred addresses fifty are looked at', async () => {
  const { email } = await newcomer();
  const answers = await Promise.all(crowd.map((n) => post('login', { email, password: `guess number ${n}` })));
  assert.deepEqual(tally(answers), { '401 credentials_wrong': 50, '429 too_many_attempts': 150 });
});

test('of two hundred accounts that are tried at once from one address a hundred are, by whatever name the address goes', async () => {
  const host = (n: number) => `2001:db8:7:7::${(n + 1).toString(16)}`;
  const answers = await Promise.all(
    crowd.map((n) => post('login', { email: `sprayed.${n}@example.ng`, password: goodPassword }, { address: host(n) })),
  );
  assert.deepEqual(tally(answers), { '401 credentials_wrong': 100, '429 too_many_attempts': 100 });
});

test('who guesses from one address locks nobody out who signs in from another', async () => {
  const { email } = await newcomer();
  const from = { address: newAddress() };
  await Promise.all(few.map((n) => post('login', { email, password: `guess number ${n}` }, from)));
  assert.equal((await post('login', { email, password: goodPassword }, from)).code, 'too_many_attempts');
  assert.equal((await post('login', { email, password: goodPassword })).status, 200);
});

test('the right password forgives what was tried before it, but not the address it came from', async () => {
  const { email } = await newcomer();
  const from = { address: newAddress() };
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 9; n++) assert.equal((await post('login', { email, password: 'wrong' }, from)).code, 'credentials_wrong');
    assert.equal((await post('login', { email, password: goodPassword }, from)).status, 200);
  }
  const [row] = await connection.owner<{ counted: number }>(
    `select max(cardinality(taken))::int as counted from platform.limit_counts where rule = $1`,
    [attemptRules.logIn.address.name],
  );
  assert.ok((row?.counted ?? 0) >= 20);
});

test('of eighty sign-ups at once from one address thirty make an account', async () => {
  const from = { address: newAddress() };
  const wish = { password: goodPassword, first_name: 'Ada', last_name: 'Obi' };
  const answers = await Promise.all(few.map((n) => post('signup', { ...wish, email: `flood.${n}@example.ng` }, from)));
  assert.deepEqual(tally(answers), { '201': 30, '429 too_many_attempts': 50 });
});

test('of eighty letters that are asked for at once five are looked into, whether or not there is an account', async () => {
  const { id, email } = await newcomer();
  for (const asked of [email, 'nobody@example.ng']) {
    const answers = await Promise.all(few.map(() => post('password/forgot', { email: asked })));
    assert.deepEqual(tally(answers), { '202': 5, '429 too_many_attempts': 75 });
  }
  const jobs = await connection.owner(
    `select from jobs.job where name = 'identity.send_mail_code' and data -> 'data' ->> 'person_id' = $1`,
    [id],
  );
  assert.equal(jobs.length, 5);
});

test('of eighty codes that are tried at once from one address sixty are looked at', async () => {
  const from = { address: newAddress() };
  const answers = await Promise.all(few.map((n) => post('email/verify', { code: `guess-${n}` }, from)));
  assert.deepEqual(tally(answers), { '422 mail_code_invalid': 60, '429 too_many_attempts': 20 });
});
