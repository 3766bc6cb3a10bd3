import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const home = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
after(() => rmSync(home, { recursive: true }));

function start(port: string) {
  return fork(join(import.meta.dirname, 'main.ts'), {
    env: { AKAWO_HOME: home, SANDBOX_PORT: port },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

test('it says where it is, shows what it plays, refuses a taken port in a sentence, and stops when told or left alone', async () => {
  const first = start('0');
  const [ready] = (await once(first, 'message')) as [{ type: string; urls: { Sandbox: string } }];
  assert.equal(ready.type, 'ready');
  const { Sandbox: sandbox } = ready.urls;
  assert.deepEqual(await (await fetch(`${sandbox}/health`)).json(), { status: 'ok' });
  const page = await (await fetch(sandbox)).text();
  assert.match(page, /<a href="\/mailbox">/);
  assert.doesNotMatch(page, /https?:\/\//, 'no request leaves the page');

  const { port } = new URL(sandbox);
  const second = start(port);
  const [refused] = (await once(second, 'message')) as [unknown];
  assert.deepEqual(refused, {
    type: 'refused',
    sentence: `Port ${port} is taken by another program.`,
    hint: 'Set SANDBOX_PORT to a free port.',
  });
  assert.deepEqual(await once(second, 'exit'), [1, null]);

  first.kill('SIGTERM');
  assert.deepEqual(await once(first, 'exit'), [0, null]);
  const third = start('0');
  await once(third, 'message');
  third.disconnect();
  assert.deepEqual(await once(third, 'exit'), [0, null]);
});

test('a port that is no number is refused with an example', async () => {
  const child = start('three');
  const [refused] = (await once(child, 'message')) as [{ type: string; sentence: string }];
  assert.equal(refused.sentence, 'SANDBOX_PORT is a port number such as 3010, not "three".');
  assert.deepEqual(await once(child, 'exit'), [1, null]);
});
