import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountState } from './account.ts';
import { createBook } from './book.ts';
import { type Command } from './command.ts';
import { decide } from './decide.ts';
import { type Outcome } from './outcome.ts';
import { type HoldRow } from './posting.ts';
import { idOf, plainAccount } from './test/samples.ts';

const noon = Temporal.Instant.from('2026-11-20T11:00:00Z');
const [ada, bola] = [idOf<'accounts'>(1, 0), idOf<'accounts'>(1, 1)];
const [id, holdId] = [idOf<'postings'>(2, 0), idOf<'postings'>(2, 1)];
const hold: HoldRow = { id: holdId, account_id: ada, amount: 5, captured: 0, released: 0, expires_at: null, state: 'open' };

/** What Ada, with this past, is told. */
function ask(past: Partial<AccountState>, command: Command): Outcome {
  const accounts = [
    { ...plainAccount, ...past, id: ada },
    { ...plainAccount, id: bola },
  ];
  return decide(createBook({ accounts, holds: [hold], postings: [] }), [command], noon);
}

const legs = (amount: number) => [
  { account: ada, amount: -amount },
  { account: bola, amount },
];
const pay = (amount: number): Command => ({ kind: 'post', id, reference: 'r', legs: legs(amount) });
const refused = (refusal: object) => ({ kind: 'refused', command: 0, refusal });

test('a clock that is set back does not open the day before again', () => {
  const past = { daily_debit_cap: 10, debited: 8, debited_on: '2026-11-21' };
  const refusal = { code: 'daily_cap_exceeded', account: ada, limit: 10, left: 2, needed: 3, day: '2026-11-21' };
  assert.deepEqual(ask(past, pay(3)), refused(refusal));
  assert.equal(ask(past, pay(2)).kind, 'accepted');
});

test('whoever has spent more than a cap that was lowered may still receive, and what he holds is still captured or given back', () => {
  const past = { posted: 100, held: 5, daily_debit_cap: 10, debited: 12, debited_on: '2026-11-20' };
  assert.equal(ask(past, pay(-3)).kind, 'accepted');
  assert.equal(ask(past, { kind: 'capture', id, reference: 'r', hold: holdId, legs: legs(5) }).kind, 'accepted');
  assert.equal(ask(past, { kind: 'release', id, reference: 'r', hold: holdId, because: 'released' }).kind, 'accepted');
  const refusal = { code: 'daily_cap_exceeded', account: ada, limit: 10, left: 0, needed: 1, day: '2026-11-20' };
  assert.deepEqual(ask(past, pay(1)), refused(refusal));
});

test('what is posted, held, available and debited today each stay exact', () => {
  const largest = Number.MAX_SAFE_INTEGER;
  const holdMore = (amount: number): Command => ({ kind: 'hold', id, reference: 'r', account: ada, amount });
  const edges: [Partial<AccountState>, (amount: number) => Command][] = [
    [{ posted: largest - 3, held: 9 }, (amount) => pay(-amount)],
    [{ posted: 9, held: largest - 3 }, holdMore],
    [{ posted: 3 - largest }, holdMore],
    [{ debited: largest - 3, debited_on: '2026-11-20' }, pay],
  ];
  for (const [past, command] of edges) {
    assert.equal(ask(past, command(3)).kind, 'accepted');
    assert.deepEqual(ask(past, command(4)), refused({ code: 'balance_out_of_range', account: ada }));
  }
});

test('a hold that was loaded without its account is a mistake of the loader, not a refusal', () => {
  const book = createBook({ accounts: [], holds: [hold], postings: [] });
  const release: Command = { kind: 'release', id, reference: 'r', hold: holdId, because: 'released' };
  assert.throws(() => decide(book, [release], noon), /loaded without its account/);
});
