import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { eventually, testDatabase } from '#test';
import { type PersonId } from '../person.ts';
import { derive } from '../sessions/trial.ts';
import { createMailCodes, type MailCodeId } from './mail-codes.ts';
import { trialWorld } from './trial.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { post, newcomer, code, parts } = world;
const { codes, database } = parts;

async function isVerified(id: string): Promise<boolean> {
  const rows = await connection.owner('select from identity.people where id = $1 and email_verified_at is not null', [id]);
  return rows.length === 1;
}

test('the code from the first letter confirms the address, once', async () => {
  const { id, email } = await newcomer();
  const given = await code(email, 'verify_email');
  assert.equal(await isVerified(id), false);
  assert.equal((await post('email/verify', { code: given })).status, 204);
  assert.equal(await isVerified(id), true);
  assert.equal((await post('email/verify', { code: given })).code, 'mail_code_invalid');
  assert.ok((await world.trail(id)).includes('email_verified'));
});

test('of fifty who use one code at once, one is let through', async () => {
  const { email } = await newcomer();
  const given = await code(email, 'verify_email');
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('email/verify', { code: given })));
  assert.equal(answers.filter(({ status }) => status === 204).length, 1);
  assert.equal(answers.filter(({ code: refusal }) => refusal === 'mail_code_invalid').length, 49);
});

test('a code for one purpose is good for no other', async () => {
  const { id, email } = await newcomer();
  await post('password/forgot', { email });
  const verify = await code(email, 'verify_email');
  const reset = await code(email, 'reset_password');
  assert.equal((await post('password/reset', { code: verify, new_password: 'seven quiet lanterns' })).code, 'mail_code_invalid');
  assert.equal((await post('email/verify', { code: reset })).code, 'mail_code_invalid');
  assert.equal(await isVerified(id), false);
});

test('a new letter voids the code of the one before', async () => {
  const { email } = await newcomer();
  const first = await code(email, 'verify_email');
  await post('email/resend', { email });
  let second = first;
  await eventually('the second letter has its code', async () => (second = await code(email, 'verify_email')) !== first);
  assert.equal((await post('email/verify', { code: first })).code, 'mail_code_invalid');
  assert.equal((await post('email/verify', { code: second })).status, 204);
});

test('of twenty letters that are asked for at once, one code is good afterwards', async () => {
  const { id, email } = await newcomer();
  const issued = await Promise.all(
    Array.from({ length: 20 }, () => database.transact((tx) => codes.issue(tx, { id: id as PersonId, email }, 'reset_password'))),
  );
  const good: string[] = [];
  for (const codeId of issued) {
    assert.ok(codeId);
    const isGood = await codes.owner(database.db, codes.text(codeId), 'reset_password').then(
      () => true,
      () => false,
    );
    if (isGood) good.push(codeId);
  }
  assert.equal(good.length, 1);
});

test('a job that is delivered again neither writes a second letter nor revives an old code', async () => {
  const { id, email } = await newcomer();
  const person = { id: id as PersonId, email };
  const codeId: MailCodeId = newId();
  const issue = (which?: MailCodeId) => database.transact((tx) => codes.issue(tx, person, 'reset_password', which));
  assert.equal(await issue(codeId), codeId);
  assert.equal(await issue(codeId), undefined);
  const later = await issue();
  assert.equal(await issue(codeId), undefined);
  assert.ok(later);
  await codes.owner(database.db, codes.text(later), 'reset_password');
  await assert.rejects(codes.owner(database.db, codes.text(codeId), 'reset_password'), { code: 'mail_code_invalid' });
});

test('a code is good for the address that it was sent to, and for nobody who is banned', async () => {
  const moved = await newcomer();
  const movedCode = await code(moved.email, 'verify_email');
  await connection.owner(`update identity.people set email = 'moved@example.ng' where id = $1`, [moved.id]);
  assert.equal((await post('email/verify', { code: movedCode })).code, 'mail_code_invalid');

  const banned = await newcomer();
  const bannedCode = await code(banned.email, 'verify_email');
  await connection.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [banned.id]);
  assert.equal((await post('email/verify', { code: bannedCode })).code, 'mail_code_invalid');
});

test('a code to confirm an address is good for a day, one to reset a password for half an hour', async () => {
  for (const [purpose, minutes] of [
    ['verify_email', 24 * 60],
    ['reset_password', 30],
  ] as const) {
    const { id, email } = await newcomer();
    const codeId = await database.transact((tx) => codes.issue(tx, { id: id as PersonId, email }, purpose));
    assert.ok(codeId);
    const age = (by: number) =>
      connection.owner(`update identity.mail_codes set expires_at = expires_at - $2 * interval '1 minute' where id = $1`, [
        codeId,
        by,
      ]);
    await age(minutes - 1);
    await codes.owner(database.db, codes.text(codeId), purpose);
    await age(1);
    await assert.rejects(codes.owner(database.db, codes.text(codeId), purpose), { code: 'mail_code_invalid' });
  }
});

test('whoever has the database and not the secret cannot write a code', async () => {
  const { email } = await newcomer();
  const given = await code(email, 'verify_email');
  const [row] = await connection.owner<{ id: MailCodeId }>('select id from identity.mail_codes where email = $1', [email]);
  assert.ok(row);
  const forged = createMailCodes(derive('another secret')).text(row.id);
  assert.notEqual(forged, given);
  assert.equal((await post('email/verify', { code: forged })).code, 'mail_code_invalid');
});
