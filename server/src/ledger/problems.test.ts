import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountId } from './account.ts';
import { type PostingId } from './command.ts';
import { type Refusal } from './outcome.ts';
import { problemOf } from './problems.ts';

const account = 'a' as AccountId;
const hold = 'h' as PostingId;
const tell = (refusal: Refusal) => problemOf({ kind: 'refused', command: 0, refusal });

test('a refusal reaches its reader with its rule and its numbers', () => {
  const { code, kind, details } = tell({ code: 'insufficient_funds', account, available: 20, floor: 0, needed: 50 });
  assert.deepEqual([code, kind], ['insufficient_funds', 'unprocessable']);
  assert.deepEqual(details.members, { rule: 'insufficient_funds', account, available: 20, floor: 0, needed: 50 });
  assert.deepEqual(
    [tell({ code: 'hold_unknown', hold }).code, tell({ code: 'hold_unknown', hold }).details.members?.['rule']],
    ['posting_refused', 'hold_unknown'],
  );
});

test('what no person can have asked for is a bug of ours, not a refusal', () => {
  assert.throws(() => tell({ code: 'zero_leg', account }), /command 0 is malformed/);
});
