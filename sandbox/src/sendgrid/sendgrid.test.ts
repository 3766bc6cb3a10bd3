import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Message } from '../mailbox/book.ts';
import { createSandbox } from '../sandbox.ts';
import { createStages } from '../stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
const app = await createSandbox(createStages(folder));
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const letter = {
  personalizations: [{ to: [{ email: 'ada@example.com' }] }],
  from: { email: 'no-reply@akawo.example', name: 'Akawo' },
  subject: 'Good morning',
  content: [
    { type: 'text/plain', value: 'Good morning, Ada.' },
    { type: 'text/html', value: '<p>Good morning, Ada.</p>' },
  ],
  headers: { 'Message-ID': '<1@akawo.example>' },
};

const post = (payload: object, authorization = 'Bearer SG.local') =>
  app.inject({ method: 'POST', url: '/sendgrid/v3/mail/send', headers: { authorization }, payload });

const to = (email: string) => ({ ...letter, personalizations: [{ to: [{ email }] }] });

async function letters(): Promise<readonly Message[]> {
  return (await app.inject('/mailbox/messages')).json<{ data: readonly Message[] }>().data;
}

test('a letter is taken with an empty 202 and an id, and can be read in the mailbox', async () => {
  const answer = await post(letter);
  assert.deepEqual([answer.statusCode, answer.body], [202, '']);
  assert.match(String(answer.headers['x-message-id']), /\S{10}/);
  const [{ id, received_at, ...kept } = { id: '', received_at: '' }] = await letters();
  assert.ok(id !== '' && received_at !== '');
  assert.deepEqual(kept, {
    from: 'Akawo <no-reply@akawo.example>',
    to: ['ada@example.com'],
    subject: 'Good morning',
    text: 'Good morning, Ada.',
    html: '<p>Good morning, Ada.</p>',
    message_id: '<1@akawo.example>',
  });
  assert.match((await app.inject(`/mailbox/${id}`)).body, /&lt;1@akawo\.example&gt;/);
});

test('a letter that is only to be looked at is looked at and not kept', async () => {
  const before = (await letters()).length;
  const answer = await post({ ...letter, mail_settings: { sandbox_mode: { enable: true } } });
  assert.equal(answer.statusCode, 200);
  assert.equal((await letters()).length, before);
});

test('what SendGrid would refuse is refused in its words', async () => {
  const before = (await letters()).length;
  const refusal = async (payload: object, key?: string) => {
    const answer = await post(payload, key);
    const [error] = answer.json<{ errors: { message: string; field: string | null }[] }>().errors;
    return [answer.statusCode, error?.field];
  };
  assert.deepEqual(await refusal(letter, 'Bearer secret'), [401, null]);
  assert.deepEqual(await refusal({ ...letter, personalizations: [] }), [400, 'personalizations']);
  assert.deepEqual(await refusal(to('nobody')), [400, 'personalizations.0.to.0.email']);
  assert.deepEqual(await refusal({ ...letter, content: letter.content.toReversed() }), [400, 'content']);
  assert.deepEqual(await refusal({ ...letter, bcc: 'eve@example.com' }), [400, null]);
  assert.deepEqual(await refusal(to('refused@example.com')), [400, 'personalizations.0.to.0.email']);
  assert.deepEqual(await refusal(to('throttled@example.com')), [429, null]);
  assert.deepEqual(await refusal(to('broken@example.com')), [500, null]);
  assert.equal((await letters()).length, before);
});

test('a silent SendGrid has the letter and says nothing', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const question = fetch(`${address}/sendgrid/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: 'Bearer SG.local', 'content-type': 'application/json' },
    body: JSON.stringify(to('silent@example.com')),
    signal: AbortSignal.timeout(300),
  });
  await assert.rejects(question, { name: 'TimeoutError' });
  assert.deepEqual((await letters())[0]?.to, ['silent@example.com']);
});

test('the front page leads to it, and it says how to make it misbehave', async () => {
  assert.match((await app.inject('/')).body, /<a href="\/sendgrid">/);
  assert.match((await app.inject('/sendgrid')).body, /throttled@example\.com/);
});
