import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#platform/secret';
import { letter, openMailer } from './test/post.ts';
import { startSandbox } from './test/sandbox.ts';

interface Kept {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly message_id: string;
}

const sandbox = await startSandbox();
const messageId = `<${letter.id}@akawo.example>`;
const expected = { from: 'Akawo <no-reply@akawo.example>', subject: letter.subject, text: letter.text, html: letter.html };

const sendgrid = (key = 'SG.only-for-tests', timeoutMs = 2_000) =>
  openMailer({ by: 'sendgrid', baseUrl: `${sandbox}/sendgrid`, key: new Secret(key), timeoutMs });

async function kept(to: string): Promise<readonly Kept[]> {
  const answer = await fetch(`${sandbox}/mailbox/messages?to=${encodeURIComponent(to)}`);
  return ((await answer.json()) as { data: readonly Kept[] }).data;
}

test('a letter through the mailbox or through SendGrid is in the book as it was written, under the same Message-ID each time', async () => {
  const mailbox = openMailer({ by: 'mailbox', baseUrl: sandbox });
  const ways = { 'ada@example.com': mailbox, 'bola@example.com': sendgrid() };
  for (const [to, { mailer, log }] of Object.entries(ways)) {
    for (let time = 1; time <= 2; time += 1) assert.deepEqual(await mailer.send({ ...letter, to }), { kind: 'accepted' });
    const letters = (await kept(to)).map(({ from, subject, text, html, message_id }) => ({
      from,
      subject,
      text,
      html,
      message_id,
    }));
    assert.deepEqual(
      letters,
      Array.from({ length: 2 }, () => ({ ...expected, message_id: messageId })),
    );
    assert.doesNotMatch(log(), /Good morning|only-for-tests|ada@|bola@/);
  }
});

test('what SendGrid refuses, asks to wait for or breaks at is told apart, and none of it has left', async () => {
  const outcomes = {
    'refused@example.com': { kind: 'rejected', why: 'refused' },
    'throttled@example.com': { kind: 'unknown', why: 'throttled' },
    'broken@example.com': { kind: 'unknown', why: 'server_error' },
  };
  const { mailer, registry, log } = sendgrid();
  for (const [to, outcome] of Object.entries(outcomes)) {
    assert.deepEqual(await mailer.send({ ...letter, to }), outcome);
    assert.deepEqual(await kept(to), []);
  }
  assert.match(log(), /"fields":\["personalizations\.0\.to\.0\.email"\]/);
  const stranger = sendgrid('wrong');
  assert.deepEqual(await stranger.mailer.send(letter), { kind: 'unknown', why: 'not_admitted' });
  assert.match(await registry.metrics(), /akawo_mail_letters_total\{by="sendgrid",outcome="rejected",why="refused"\} 1/);
});

test('a SendGrid that takes a letter and never answers leaves it unknown in time; sent again, it is the same letter', async () => {
  const { mailer } = sendgrid('SG.only-for-tests', 300);
  const to = 'silent@example.com';
  for (let time = 1; time <= 2; time += 1) {
    const began = performance.now();
    assert.deepEqual(await mailer.send({ ...letter, to }), { kind: 'unknown', why: 'timeout' });
    assert.ok(performance.now() - began < 1_000);
  }
  assert.deepEqual(
    (await kept(to)).map(({ message_id }) => message_id),
    [messageId, messageId],
  );
});

test('a mailbox that is away, and a SendGrid that is somebody else, leave the letter unknown', async () => {
  const away = openMailer({ by: 'mailbox', baseUrl: 'http://127.0.0.1:1' });
  assert.deepEqual(await away.mailer.send(letter), { kind: 'unknown', why: 'unreachable' });
  const other = openMailer({ by: 'sendgrid', baseUrl: `${sandbox}/health`, key: new Secret('SG.x') });
  assert.deepEqual(await other.mailer.send(letter), { kind: 'unknown', why: 'unexpected_status' });
});
