import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { createDiskStorage } from './disk-storage.ts';
import { mostBytes } from './storage.ts';

async function start(t: TestContext) {
  const home = await mkdtemp(join(tmpdir(), 'akawo-storage-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, 'files');
  return { home, folder, storage: createDiskStorage({ folder }) };
}

const text = 'text/plain';

test('a file comes back byte for byte, is replaced as a whole and is gone when it was removed', async (t) => {
  const { storage } = await start(t);
  assert.equal(await storage.get('a.bin'), undefined, 'before the folder was ever made');
  await storage.remove('a.bin');

  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await storage.put('a.bin', bytes, text);
  assert.deepEqual(await storage.get('a.bin'), bytes);
  await storage.put('a.bin', Buffer.from('shorter'), text);
  assert.equal((await storage.get('a.bin'))?.toString(), 'shorter');
  await storage.put('empty', Buffer.alloc(0), text);
  assert.equal((await storage.get('empty'))?.length, 0);

  await storage.remove('a.bin');
  assert.equal(await storage.get('a.bin'), undefined);
  await storage.remove('a.bin');
});

test('files are for this account alone', async (t) => {
  const { storage, folder } = await start(t);
  await storage.put('a.bin', Buffer.from('a'), text);
  assert.equal((await stat(join(folder, 'a.bin'))).mode & 0o077, 0);
});

test('no name leads out of the folder, into the drafts, or to another spelling of itself', async (t) => {
  const { storage, home } = await start(t);
  await writeFile(join(home, 'secret.txt'), 'outside');
  const climbing = [
    '',
    '.',
    '..',
    '../secret.txt',
    '..\\secret.txt',
    '/etc/hostname',
    'a/b',
    'a/../../secret.txt',
    '.drafts',
    '.hidden',
    'a..b',
    'a.b.c',
    'a.',
    'A.webp',
    'a b',
    'a\0.webp',
    'a\n',
    '%2e%2e%2fsecret.txt',
    '~root',
    'é.webp',
    'a:b',
    'a'.repeat(101),
    '__proto__/a',
  ];
  for (const name of climbing) {
    await assert.rejects(storage.get(name), /not the name/, name);
    await assert.rejects(storage.put(name, Buffer.from('x'), text), /not the name/, name);
    await assert.rejects(storage.remove(name), /not the name/, name);
  }
  assert.deepEqual(await readdir(home), ['secret.txt'], 'nothing was made for any of them');
});

test('whatever the name, a file is stored under it in the folder or not at all', async (t) => {
  const { storage, home, folder } = await start(t);
  const letters = fc.constantFrom(...'ab09._-/\\. \0%~:é'.split(''));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: letters, maxLength: 12 }), async (name) => {
      const stored = await storage.put(name, Buffer.from(name), text).then(
        () => true,
        () => false,
      );
      if (stored) assert.equal(await readFile(join(folder, name), 'utf8'), name);
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(await readdir(home), ['files']);
});

test('a link that somebody put in the place of a file is replaced and not followed', async (t) => {
  const { storage, home, folder } = await start(t);
  await writeFile(join(home, 'secret.txt'), 'outside');
  await storage.put('first', Buffer.from('x'), text);
  await symlink(join(home, 'secret.txt'), join(folder, 'a.bin'));
  await storage.put('a.bin', Buffer.from('inside'), text);
  assert.equal(await readFile(join(home, 'secret.txt'), 'utf8'), 'outside');
  assert.equal((await storage.get('a.bin'))?.toString(), 'inside');
});

test('more than a stored file may hold is refused before anything is written', async (t) => {
  const { storage, home } = await start(t);
  await assert.rejects(storage.put('a.bin', Buffer.alloc(mostBytes + 1), text), /too large/);
  assert.deepEqual(await readdir(home), []);
});

test('a write that fails leaves neither a file nor a draft', async (t) => {
  const { storage, folder } = await start(t);
  await mkdir(join(folder, 'taken'), { recursive: true });
  await assert.rejects(storage.put('taken', Buffer.from('x'), text));
  assert.deepEqual(await readdir(join(folder, '.drafts')), []);
});

test('killed in the middle of a write, at any moment, the name holds one whole file', async (t) => {
  const { storage, folder } = await start(t);
  const size = 400_000;
  const seen = new Set<number>();
  for (let round = 0; round < 6; round += 1) {
    const writer = fork(join(import.meta.dirname, 'test/keep-writing.ts'), [folder, 'a.bin', String(size)], { stdio: 'ignore' });
    await once(writer, 'message');
    await wait(Math.random() * 20);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const found = await storage.get('a.bin');
    assert.equal(found?.length, size);
    assert.ok(
      found.every((byte) => byte === found[0]),
      'of one write alone',
    );
    seen.add(found[0] ?? 0);
  }
  assert.ok(seen.size > 1, 'the kills came at different moments');
});

test('a draft of a process that died is cleared away later, one that may still be written is not', async (t) => {
  const { storage, folder } = await start(t);
  await mkdir(join(folder, '.drafts'), { recursive: true });
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const draft of ['old', 'young']) await writeFile(join(folder, '.drafts', draft), 'half');
  await utimes(join(folder, '.drafts', 'old'), old, old);
  await storage.put('a.bin', Buffer.from('x'), text);
  assert.deepEqual(await readdir(join(folder, '.drafts')), ['young']);
});
