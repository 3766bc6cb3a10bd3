import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startEmbeddedPostgres, stopLeftBehind } from './index.ts';
import { ask, kill, killPostmaster, postmasterOf, quick, startElsewhere, temporaryFolder } from './trial.ts';

/** One home for the whole file, used by one test after the other: making it anew each time would cost more than the tests. */
const folder = temporaryFolder();
const home = folder.path;
after(() => folder[Symbol.dispose]());

test('a killed owner leaves PostgreSQL running, and the next owner adopts it and stops it', async () => {
  await kill(await startElsewhere(home, 'own'));
  assert.ok(postmasterOf(home));
  const next = await startEmbeddedPostgres({ home, claim: 'own', settings: quick });
  assert.equal(next.adopted, true);
  assert.equal(await ask(next.ownerUrl, 'select 1'), 1);
  await next.stop();
  assert.equal(postmasterOf(home), undefined);
});

test('when owner and PostgreSQL were both killed, the next start recovers what was committed', async () => {
  const lost = await startElsewhere(home, 'own');
  const visit = await startEmbeddedPostgres({ home, claim: 'visit' });
  await ask(visit.ownerUrl, 'create table kept as select 7 as figure');
  await ask(visit.ownerUrl, 'checkpoint');
  await kill(lost);
  await killPostmaster(home);
  await visit.stop();
  const next = await startEmbeddedPostgres({ home, claim: 'own', settings: quick });
  assert.equal(next.adopted, false);
  assert.equal(await ask(next.ownerUrl, 'select figure from kept'), 7);
  await next.stop();
});

test('a pid file whose number now belongs to somebody else does not stop it', async () => {
  await kill(await startElsewhere(home, 'own'));
  await killPostmaster(home);
  const { uid, gid } = statSync(join(home, 'data'));
  const stranger = spawn('sleep', ['30'], { uid, gid, cwd: '/' });
  const file = join(home, 'data', 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
  const next = await startEmbeddedPostgres({ home, claim: 'own', settings: quick });
  assert.equal(next.adopted, false);
  await next.stop();
  assert.equal(stranger.exitCode ?? stranger.signalCode, null, 'the stranger is left alone');
  await kill(stranger);
});

test('PostgreSQL that is killed under its owner comes back by itself, at the same address', async () => {
  const news = Promise.withResolvers<string>();
  const owner = await startEmbeddedPostgres({ home, claim: 'own', settings: quick, onDeath: news.resolve });
  await killPostmaster(home);
  assert.equal(await news.promise, 'PostgreSQL had ended by itself and was started again.');
  assert.equal(await ask(owner.ownerUrl, 'select 1'), 1);
  await owner.stop();
  assert.equal(postmasterOf(home), undefined);
});

test('what a killed owner left behind can be stopped, and what somebody uses can not', async () => {
  await kill(await startElsewhere(home, 'own'));
  const visit = await startEmbeddedPostgres({ home, claim: 'visit' });
  await stopLeftBehind(home);
  assert.ok(postmasterOf(home));
  await visit.stop();
  await kill(await startElsewhere(home, 'own'));
  assert.ok(postmasterOf(home));
  await stopLeftBehind(home);
  assert.equal(postmasterOf(home), undefined);
});
