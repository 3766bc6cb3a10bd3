import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialiseError } from './index.ts';

test('an error is written with its code, its frames and its causes', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    port: 5432,
  });
  const written = serialiseError(new TypeError('cannot save', { cause }));
  assert.deepEqual([written.type, written.message, written.cause?.code], ['TypeError', 'cannot save', 'ECONNREFUSED']);
  assert.deepEqual(written.cause?.facts, { syscall: 'connect', port: 5432 });
  assert.match(written.stack ?? '', /^ {4}at .*serialise-error\.test\.ts/);
  assert.ok(!written.stack?.includes('cannot save'));
});

test('a database error names its table and constraint and keeps the row to itself', () => {
  const database = Object.assign(new Error('new row violates check constraint "balance_floor"'), {
    code: '23514',
    severity: 'ERROR',
    table: 'account',
    constraint: 'balance_floor',
    detail: 'Failing row contains (1, 08012345678).',
    internalQuery: 'select 08012345678',
  });
  const text = JSON.stringify(serialiseError(database));
  assert.match(text, /"constraint":"balance_floor"/);
  assert.ok(!text.includes('08012345678'));
});

test('messages that quote the offending value lose it', () => {
  const syntax = Object.assign(new Error('invalid input syntax for type integer: "my PIN is "1234""'), { code: '22P02' });
  assert.equal(serialiseError(syntax).message, 'invalid input syntax for type integer: "[value]"');
  try {
    JSON.parse('my PIN is 1234');
  } catch (error) {
    assert.ok(!JSON.stringify(serialiseError(error)).includes('1234'));
  }
});

test('a chain of causes that never ends, and things that are no errors, are bounded', () => {
  const circular = new Error('again');
  circular.cause = circular;
  assert.ok(JSON.stringify(serialiseError(circular)).length < 50_000);
  assert.deepEqual(serialiseError('a secret string'), { type: 'string', message: 'something that is no Error was thrown' });
});
