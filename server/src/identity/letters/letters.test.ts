import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { clock } from '#platform/clock';
import { eventually, testDatabase } from '#test';
import { type MailCodeId, type MailPurpose } from '../credentials/mail-codes.ts';
import { type Person } from '../person.ts';
import { openPostOffice, publicUrl } from './trial.ts';

const database = await testDatabase();
const { codes, jobs, arrived, answer, newPerson, send, log } = await openPostOffice(database);
const client = {
  address: '::ffff:102.89.23.117',
  userAgent: 'Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36',
  requestId: '1',
};

beforeEach(() => {
  arrived.length = 0;
  answer(201);
});

const issue = (person: Person, purpose: MailPurpose) =>
  database.transact(async (tx) => {
    const id = await codes.issue(tx, person, purpose);
    assert.ok(id !== undefined);
    return id;
  });

const states = async () =>
  (await database.owner<{ state: string }>("select distinct state::text from jobs.job where name = 'identity.letter'")).map(
    ({ state }) => state,
  );

const allDone = () => eventually('every letter was dealt with', async () => (await states()).join() === 'completed');

/** Instead of waiting for the next attempt, have it come now. */
const hurry = () => database.owner("update jobs.job set start_after = now() where state = 'retry'");

test('a letter with a code goes to its reader and to nobody else, and the code behind its # is good', async () => {
  for (const [purpose, path] of [
    ['verify_email', 'verify-email'],
    ['reset_password', 'reset-password'],
  ] as const) {
    const person = await newPerson();
    arrived.length = 0;
    await send({ kind: purpose, personId: person.id, codeId: await issue(person, purpose) });
    await eventually('it arrived', () => arrived.length > 0);
    const [letter] = arrived;
    assert.deepEqual(letter?.to, [person.email]);
    assert.match(letter.text, /^Hello Ẹniọlá,$/m);
    const link = new RegExp(`${publicUrl}/${path}#code=([\\w-]+)`);
    const [, code = ''] = link.exec(letter.text) ?? [];
    assert.equal(link.exec(letter.html)?.[1], code);
    const owner = await database.transact((tx) => codes.redeem(tx, code, purpose));
    assert.equal(owner, person.id);
  }
});

test('a notice says when, on which device and from where, in words of ours', async (t) => {
  const person = await newPerson();
  t.mock.method(clock, 'now', () => Temporal.Instant.from('2026-08-01T13:05:00Z'));
  await send({ kind: 'new_device', personId: person.id, client });
  await eventually('it arrived', () => arrived.length === 1);
  await send({
    kind: 'password_changed',
    personId: person.id,
    client: { ...client, userAgent: '<img src=x> visit evil.example', address: 'evil.example' },
  });
  await eventually('both arrived', () => arrived.length === 2);
  const [first, second] = arrived;
  for (const body of [first?.text, first?.html]) {
    for (const fact of [
      'Saturday 1 August 2026, 14:05 (Lagos time)',
      'Chrome on an Android phone',
      '102.89.23.117',
      `${publicUrl}/forgot-password`,
    ])
      assert.ok(body?.includes(fact), fact);
  }
  for (const body of [second?.text, second?.html]) {
    assert.match(body ?? '', /a device that did not say what it is/);
    assert.doesNotMatch(body ?? '', /evil|<img/);
  }
});

test('the code, the address and the name are in no job and in no log', async () => {
  const person = await newPerson('Oluwaseunfunmi');
  const codeId = await issue(person, 'reset_password');
  answer(500);
  await send({ kind: 'reset_password', personId: person.id, codeId });
  await eventually('it was tried', () => arrived.length > 0);
  await eventually('that was written down', async () => (await states()).includes('retry'));
  answer(201);
  await eventually('it was sent', async () => {
    await hurry();
    return (await states()).join() === 'completed';
  });
  const [table] = await database.owner<{ text: string }>('select jsonb_agg(to_jsonb(job))::text as text from jobs.job');
  const everything = `${table?.text} ${log()}`;
  assert.match(everything, new RegExp(codeId), 'the letter is in what was searched');
  for (const secret of [codes.text(codeId), codes.text(codeId).slice(24), person.email, 'Oluwaseunfunmi'])
    assert.ok(!everything.includes(secret), secret);
});

test('a letter that may have left is sent again under the same name until it is known to have left', async () => {
  const person = await newPerson();
  answer(503);
  await send({ kind: 'new_device', personId: person.id, client });
  for (const attempt of [1, 2]) {
    await eventually(`attempt ${attempt} failed`, async () => arrived.length >= attempt && (await states()).includes('retry'));
    if (attempt === 2) answer(201);
    await hurry();
  }
  await allDone();
  const names = new Set(arrived.map(({ message_id }) => message_id));
  assert.equal(names.size, 1);
  assert.match([...names].join(), /^<[0-9a-f-]{36}@wallet\.example>$/);
  assert.ok(arrived.length >= 2);
});

test('a letter that is refused for good is not tried again and calls no person', async () => {
  const person = await newPerson();
  answer(400);
  await send({ kind: 'new_device', personId: person.id, client });
  await allDone();
  assert.equal(arrived.length, 1);
  assert.deepEqual(await jobs.deadJobs(), []);
  assert.match(log(), /a letter can not be delivered/);
});

test('a letter whose code is not good any more is not sent', async () => {
  const person = await newPerson();
  const stranger = await newPerson();
  const banned = await newPerson();
  const moved = await newPerson();
  const [used, expired, others, otherPurpose, ofBanned, ofMoved] = await Promise.all([
    issue(person, 'verify_email'),
    issue(person, 'reset_password'),
    issue(stranger, 'verify_email'),
    issue(stranger, 'reset_password'),
    issue(banned, 'verify_email'),
    issue(moved, 'verify_email'),
  ]);
  await database.transact((tx) => codes.redeem(tx, codes.text(used), 'verify_email'));
  await database.owner('update identity.mail_codes set expires_at = now() where id = $1', [expired]);
  await database.owner("update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1", [banned.id]);
  await database.owner("update identity.people set email = 'elsewhere@example.ng' where id = $1", [moved.id]);
  const letters: readonly (readonly [Person, MailCodeId])[] = [
    [person, used],
    [person, expired],
    [person, others],
    [stranger, otherPurpose],
    [banned, ofBanned],
    [moved, ofMoved],
  ];
  for (const [{ id }, codeId] of letters) await send({ kind: 'verify_email', personId: id, codeId });
  await allDone();
  assert.deepEqual(arrived, []);
});
