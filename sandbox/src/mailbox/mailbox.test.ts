import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createSandbox } from '../sandbox.ts';
import { createStages } from '../stages.ts';
import type { Message } from './book.ts';

const folder = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
after(() => rmSync(folder, { recursive: true }));

const open = () => createSandbox(createStages(folder));
const mail = { from: 'hello@akawo.test', to: ['ada@example.com'], subject: 'Welcome', text: 'Good morning.' };

async function list(app: Awaited<ReturnType<typeof open>>, query = ''): Promise<readonly Message[]> {
  const { data } = (await app.inject(`/mailbox/messages${query}`)).json<{ data: readonly Message[] }>();
  return data;
}

test('mail that was accepted is listed, found by its reader, and still there after a kill in the middle of writing', async () => {
  const app = await open();
  const sent = await app.inject({ method: 'POST', url: '/mailbox/messages', payload: mail });
  assert.equal(sent.statusCode, 201);
  await app.inject({
    method: 'POST',
    url: '/mailbox/messages',
    payload: { ...mail, to: ['bola@example.com'], subject: 'Later' },
  });
  assert.deepEqual(
    (await list(app)).map(({ subject }) => subject),
    ['Later', 'Welcome'],
  );
  assert.deepEqual(
    (await list(app, '?to=ADA@example.com')).map(({ subject }) => subject),
    ['Welcome'],
  );
  await app.close();
  appendFileSync(join(folder, 'mailbox.jsonl'), '{"id":"half');
  const again = await open();
  await again.inject({ method: 'POST', url: '/mailbox/messages', payload: { ...mail, subject: 'Third' } });
  await again.close();
  const third = await open();
  assert.deepEqual(
    (await list(third)).map(({ subject }) => subject),
    ['Third', 'Later', 'Welcome'],
  );
  assert.equal((await third.inject({ method: 'DELETE', url: '/mailbox/messages' })).statusCode, 204);
  assert.deepEqual(await list(third), []);
  await third.close();
  assert.equal(readFileSync(join(folder, 'mailbox.jsonl'), 'utf8'), '');
});

test('a hostile mail shows as text and can run nothing', async () => {
  const app = await open();
  const attack = '"><script>alert(1)</script>';
  const payload = { ...mail, from: `${attack}@x`, subject: attack, text: attack, html: attack };
  const { id } = (await app.inject({ method: 'POST', url: '/mailbox/messages', payload })).json<{ id: string }>();
  for (const url of ['/mailbox', `/mailbox/${id}`]) {
    const page = await app.inject(url);
    assert.equal(page.statusCode, 200);
    assert.doesNotMatch(page.body, /<script/);
    assert.match(page.body, /&lt;script&gt;/);
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
    assert.doesNotMatch(String(page.headers['content-security-policy']), /script-src/);
  }
  const { body } = await app.inject(`/mailbox/${id}`);
  assert.match(body, /sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  await app.close();
});

test('mail that is too large, incomplete or of another shape is refused', async () => {
  const app = await open();
  const status = async (payload: unknown) =>
    (await app.inject({ method: 'POST', url: '/mailbox/messages', payload: payload as object })).statusCode;
  assert.equal(await status({ ...mail, to: [] }), 400);
  assert.equal(await status({ ...mail, to: 'ada@example.com' }), 400);
  assert.equal(await status({ ...mail, subject: 7 }), 400);
  assert.equal(await status({ ...mail, bcc: ['x@y'] }), 400);
  assert.equal(await status({ ...mail, text: 'x'.repeat(50_001) }), 400);
  assert.equal(await status({ ...mail, html: 'x'.repeat(600_000) }), 413);
  await app.close();
});

test('only the last 500 messages are kept, on disk too', async () => {
  const app = await open();
  await app.inject({ method: 'DELETE', url: '/mailbox/messages' });
  for (let number = 1; number <= 1_100; number += 1) {
    await app.inject({ method: 'POST', url: '/mailbox/messages', payload: { ...mail, subject: `number ${number}` } });
  }
  const kept = await list(app);
  assert.equal(kept.length, 500);
  assert.equal(kept.at(-1)?.subject, 'number 601');
  assert.ok(readFileSync(join(folder, 'mailbox.jsonl'), 'utf8').split('\n').length <= 1_001);
  await app.close();
  const again = await open();
  assert.deepEqual(await list(again), kept);
  await again.close();
});
