import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { start } from './test/start.ts';

const trial = await start(testDatabase);
let tokens = 0;

function newToken(): string {
  tokens += 1;
  return `dGVzdA:APA91b-${String(tokens).padStart(20, '0')}`;
}

async function tokensOf(person: string): Promise<string[]> {
  const rows = await trial.database.owner<{ token: string }>('select token from identity.devices where person_id = $1', [person]);
  return rows.map(({ token }) => token).toSorted();
}

test('a device is registered, is seen again with the same token, and is forgotten', async () => {
  const ada = await trial.join();
  const token = newToken();
  const first = await ada.ask('POST', '/devices', { token, platform: 'android' });
  assert.equal(first.status, 201);
  assert.deepEqual([first.body['token'], first.body['platform']], [token, 'android']);
  const again = await ada.ask('POST', '/devices', { token, platform: 'ios' });
  assert.equal(again.body['created_at'], first.body['created_at']);
  assert.ok(String(again.body['seen_at']) > String(first.body['seen_at']));
  assert.deepEqual(await tokensOf(ada.id), [token]);

  assert.equal((await ada.ask('DELETE', `/devices/${token}`)).status, 204);
  assert.deepEqual(await tokensOf(ada.id), []);
});

test('a device belongs to whoever signed in on it last', async () => {
  const [ada, bola] = [await trial.join(), await trial.join()];
  const token = newToken();
  const first = await ada.ask('POST', '/devices', { token, platform: 'web' });
  const moved = await bola.ask('POST', '/devices', { token, platform: 'web' });
  assert.deepEqual([await tokensOf(ada.id), await tokensOf(bola.id)], [[], [token]]);
  assert.ok(String(moved.body['created_at']) > String(first.body['created_at']), 'nothing of the one before shows');
});

test('only a device of one’s own can be forgotten; another’s and none look the same: device_not_found', async () => {
  const [ada, bola] = [await trial.join(), await trial.join()];
  const token = newToken();
  await ada.ask('POST', '/devices', { token, platform: 'web' });
  const [others, absent] = [await bola.ask('DELETE', `/devices/${token}`), await bola.ask('DELETE', `/devices/${newToken()}`)];
  assert.deepEqual([others.status, others.code], [404, 'device_not_found']);
  assert.deepEqual({ ...others.body, request_id: '' }, { ...absent.body, request_id: '' });
  assert.deepEqual(await tokensOf(ada.id), [token]);
});

test('of more devices than anybody carries the latest are kept, also when they come at once', async () => {
  const ada = await trial.join();
  const early = Array.from({ length: 20 }, newToken);
  for (const token of early) await ada.ask('POST', '/devices', { token, platform: 'web' });
  const late = Array.from({ length: 8 }, newToken);
  const answers = await Promise.all(late.map((token) => ada.ask('POST', '/devices', { token, platform: 'web' })));
  assert.ok(answers.every(({ status }) => status === 201));
  assert.deepEqual(await tokensOf(ada.id), [...early.slice(8), ...late].toSorted());
});

test('what is no token and no platform is refused: validation_failed', async () => {
  const ada = await trial.join();
  const token = newToken();
  const wrong = [
    { token: 'short', platform: 'web' },
    { token: 'a'.repeat(1_001), platform: 'web' },
    { token: `${token}/../x`, platform: 'web' },
    { token: `${token}\0`, platform: 'web' },
    { token, platform: 'windows' },
    { token },
    { token, platform: 'web', person_id: ada.id },
  ];
  for (const body of wrong) {
    const { status, code } = await ada.ask('POST', '/devices', body);
    assert.deepEqual([status, code], [400, 'validation_failed'], JSON.stringify(body).slice(0, 80));
  }
  assert.deepEqual(await tokensOf(ada.id), []);
  const longest = 'a:'.repeat(500);
  await ada.ask('POST', '/devices', { token: longest, platform: 'web' });
  assert.equal(
    (await ada.ask('DELETE', `/devices/${encodeURIComponent(longest)}`)).status,
    204,
    'what can be registered can be forgotten',
  );
});
