import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBook, type Loaded } from './book.ts';
import { changesOf } from './changes.ts';
import { type CaptureCommand, type Command } from './command.ts';
import { decide } from './decide.ts';
import { idOf, plainAccount } from './test/samples.ts';

const at = Temporal.Instant.from('2026-11-20T08:00:00Z');
const [ada, bola, carl] = [idOf<'accounts'>(1, 0), idOf<'accounts'>(1, 1), idOf<'accounts'>(1, 2)];
const [one, two, three] = [idOf<'postings'>(2, 1), idOf<'postings'>(2, 2), idOf<'postings'>(2, 3)];
const loaded: Loaded = {
  accounts: [
    { ...plainAccount, id: ada, floor: 0, posted: 100, sequence: 7 },
    { ...plainAccount, id: bola },
    { ...plainAccount, id: carl },
  ],
  holds: [],
  postings: [],
};

const hold: Command = { kind: 'hold', id: one, reference: 'one', account: ada, amount: 60 };
const legs = [
  { account: bola, amount: 20 },
  { account: ada, amount: -20 },
];
const capture: CaptureCommand = {
  kind: 'capture',
  id: two,
  reference: 'two',
  hold: one,
  legs,
  effective_at: at.subtract({ hours: 1 }),
};
const tooMuch: Command = { ...hold, id: three, reference: 'three', amount: 41 };

function changesAfter(...orders: Command[][]) {
  const book = createBook(loaded);
  for (const order of orders) decide(book, order, at);
  return changesOf(book);
}

test('a batch that made and captured a hold wants the hold written once, as it stands at the end', () => {
  const changes = changesAfter([hold], [capture], [tooMuch]);
  assert.deepEqual(changes.changed_holds, []);
  assert.deepEqual(changes.new_holds, [
    { id: one, account_id: ada, amount: 60, captured: 20, released: 0, expires_at: null, state: 'open' },
  ]);
});

test('a final capture leaves the hold with what was taken and what was given back', () => {
  assert.deepEqual(changesAfter([hold], [{ ...capture, final: true }]).new_holds, [
    { id: one, account_id: ada, amount: 60, captured: 20, released: 40, expires_at: null, state: 'captured' },
  ]);
});

test('an account is written once for the whole batch, and only if something touched it', () => {
  assert.deepEqual(changesAfter([hold], [capture], [tooMuch]).accounts, [
    { id: ada, expected_sequence: 7, sequence: 9, posted: 80, held: 40, debited: 20, debited_on: '2026-11-20' },
    { id: bola, expected_sequence: 0, sequence: 1, posted: 20, held: 0, debited: 0, debited_on: null },
  ]);
});

test('an entry says what happened to one account and where it was left, in the order of the legs', () => {
  assert.deepEqual(changesAfter([hold], [capture]).entries, [
    { account_id: ada, sequence: 8, posting_id: one, leg: 1, amount: 0, held: 60, posted_after: 100, held_after: 60 },
    { account_id: bola, sequence: 1, posting_id: two, leg: 1, amount: 20, held: 0, posted_after: 20, held_after: 0 },
    { account_id: ada, sequence: 9, posting_id: two, leg: 2, amount: -20, held: -20, posted_after: 80, held_after: 40 },
  ]);
});

test('a posting carries what was asked, when it was recorded and when it counts', () => {
  const { postings } = changesAfter([hold], [capture]);
  const facts = postings.map(({ kind, hold_id, reverses, recorded_at, effective_at }) => [
    kind,
    hold_id,
    reverses,
    recorded_at,
    effective_at,
  ]);
  assert.deepEqual(facts, [
    ['hold', one, null, '2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z'],
    ['capture', one, null, '2026-11-20T08:00:00Z', '2026-11-20T07:00:00Z'],
  ]);
});

test('a batch of refusals and repetitions wants nothing written', () => {
  const first = createBook(loaded);
  const outcome = decide(first, [hold], at);
  assert.ok(outcome.kind === 'accepted');
  const postings = outcome.postings.map((posting) => ({ ...posting, reversed: new Map() }));
  const book = createBook({ accounts: [...first.accounts.values()], holds: [...first.holds.values()], postings });
  assert.deepEqual(decide(book, [hold], at), { ...outcome, replayed: true, postings });
  decide(book, [{ ...tooMuch, id: three }], at);
  assert.deepEqual(changesOf(book), { postings: [], entries: [], accounts: [], new_holds: [], changed_holds: [] });
});
