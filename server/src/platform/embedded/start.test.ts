import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPackage } from './binaries.ts';
import { startEmbeddedPostgres } from './index.ts';
import { ask, postmasterOf, quick, temporaryFolder } from './trial.ts';

const isRoot = process.getuid?.() === 0;

test('it starts with safe settings, keeps its data and its port, and stops', async () => {
  using folder = temporaryFolder();
  const home = join(folder.path, 'postgres');
  const first = await startEmbeddedPostgres({ home, claim: 'own', settings: quick });
  assert.equal(first.adopted, false);
  assert.equal(await ask(first.ownerUrl, 'select current_database()'), 'akawo');
  assert.equal(await ask(first.ownerUrl, 'select datlocale from pg_database where datname = current_database()'), 'C.UTF-8');
  await ask(first.ownerUrl, 'create table kept as select 7 as figure');
  await first.stop();
  assert.equal(postmasterOf(home), undefined);

  const second = await startEmbeddedPostgres({ home, claim: 'own' });
  try {
    assert.equal(await ask(second.ownerUrl, 'select figure from kept'), 7);
    assert.equal(second.ownerUrl, first.ownerUrl);
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
      assert.equal(await ask(second.ownerUrl, `show ${setting}`), 'on', setting);
    }
    assert.equal(await ask(second.ownerUrl, 'show timezone'), 'UTC');
    assert.equal(await ask(second.ownerUrl, 'select inet_client_addr()'), null, 'through the socket');
    assert.equal(statSync(join(home, 'owner-password')).mode & 0o777, 0o600);
    const tcp = new URL(second.ownerUrl);
    tcp.searchParams.delete('host');
    assert.equal(await ask(tcp.href, 'select 1'), 1);
    tcp.password = 'guessed';
    await assert.rejects(ask(tcp.href, 'select 1'), /password authentication failed/);
  } finally {
    await second.stop();
  }
});

test(
  'a checkout closed to everybody but root works, without the links that an install script would make',
  { skip: isRoot ? false : 'only root has a folder that the postgres user cannot enter' },
  async () => {
    using closed = temporaryFolder();
    using outside = temporaryFolder();
    const packageFolder = join(closed.path, 'package');
    cpSync(findPackage(), packageFolder, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(packageFolder, target));
    chmodSync(closed.path, 0o700);
    const home = join(closed.path, 'postgres');
    const options = { home, claim: 'own', settings: quick, packageFolder, outside: outside.path } as const;
    const running = await startEmbeddedPostgres(options);
    assert.equal(await ask(running.ownerUrl, 'select 1'), 1);
    await running.stop();
    assert.equal(existsSync(join(home, 'data')), false);
    const again = await startEmbeddedPostgres(options);
    assert.equal(again.ownerUrl, running.ownerUrl);
    await again.stop();
  },
);

test('data of another PostgreSQL, and data without its password, are refused in one sentence', async () => {
  using folder = temporaryFolder();
  const home = folder.path;
  mkdirSync(join(home, 'data'));
  writeFileSync(join(home, 'data', 'PG_VERSION'), '17\n');
  await assert.rejects(startEmbeddedPostgres({ home, claim: 'own' }), {
    reason: 'other_major_version',
    message: /PostgreSQL 17.*PostgreSQL 18/,
  });
  writeFileSync(join(home, 'data', 'PG_VERSION'), '18\n');
  await assert.rejects(startEmbeddedPostgres({ home, claim: 'own' }), { reason: 'password_lost' });
});
