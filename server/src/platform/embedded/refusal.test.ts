import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPackage } from './binaries.ts';
import { asRefusal, EmbeddedPostgresRefusal, ProgramFailure } from './refusal.ts';

function reasonFor(thrown: unknown): string | undefined {
  const refusal = asRefusal(thrown, '/home/postgres');
  return refusal instanceof EmbeddedPostgresRefusal ? refusal.reason : undefined;
}

test('a full disk is named, whoever notices it', () => {
  const said = [
    'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 8\nHINT:  Check free disk space.',
    'initdb: error: could not create directory "data/base": No space left on device',
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
  ];
  for (const text of said) assert.equal(reasonFor(new ProgramFailure(text)), 'disk_full', text);
  assert.equal(reasonFor(Object.assign(new Error('write failed'), { code: 'ENOSPC' })), 'disk_full');
  assert.equal(reasonFor(new Error('database or disk is full')), 'disk_full');
});

test('missing permission is told from a mistake of ours', () => {
  assert.equal(
    reasonFor(Object.assign(new Error("EACCES: permission denied, mkdir '/root/x'"), { code: 'EACCES' })),
    'not_permitted',
  );
  assert.equal(reasonFor(new TypeError('x is not a function')), undefined);
});

test('of all that PostgreSQL wrote, the refusal quotes the line that says why', () => {
  const refusal = asRefusal(
    new ProgramFailure('LOG:  starting\nFATAL:  unrecognized configuration parameter "fsnc"\n', '/log'),
    '/home',
  );
  assert.ok(refusal instanceof EmbeddedPostgresRefusal);
  assert.equal(refusal.message, 'PostgreSQL does not start: unrecognized configuration parameter "fsnc".');
  assert.equal(refusal.hint, 'Its log is in /log.');
});

test('a platform without a package is sent to DATABASE_URL', () => {
  assert.throws(() => findPackage('sunos', 'sparc'), { reason: 'unsupported_platform', hint: /DATABASE_URL/ });
});
