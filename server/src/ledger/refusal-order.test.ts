import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountState } from './account.ts';
import { createBook } from './book.ts';
import { type CaptureCommand, type Command, type Leg, type PostCommand, type ReverseCommand } from './command.ts';
import { decide } from './decide.ts';
import { type HoldRow, type RecordedPosting } from './posting.ts';
import { idOf, plainAccount } from './test/samples.ts';

const at = Temporal.Instant.from('2026-11-20T08:00:00Z');
const largest = Number.MAX_SAFE_INTEGER;
const [ada, bola, carl] = [idOf<'accounts'>(1, 0), idOf<'accounts'>(1, 1), idOf<'accounts'>(1, 2)];
const [holdId, postingId, originalId] = [idOf<'postings'>(2, 0), idOf<'postings'>(2, 1), idOf<'postings'>(2, 2)];

interface World {
  accounts: Record<string, AccountState>;
  holds: HoldRow[];
  postings: RecordedPosting[];
  command: Command;
}

type Repair = readonly [code: string, repair: (world: World) => void];

/** What a world with every fault is refused for, repaired one by one. */
function codesOf(world: World, repairs: readonly Repair[]): string[] {
  return [undefined, ...repairs].map((step) => {
    step?.[1](world);
    const book = createBook({ accounts: Object.values(world.accounts), holds: world.holds, postings: world.postings });
    const outcome = decide(book, [world.command], at);
    return outcome.kind === 'refused' ? outcome.refusal.code : 'accepted';
  });
}

function assertOrder(world: World, repairs: readonly Repair[]): void {
  assert.deepEqual(codesOf(world, repairs), [...repairs.map(([code]) => code), 'accepted']);
}

const withLegs = (...legs: [Leg['account'], number][]) => legs.map(([account, amount]) => ({ account, amount }));

function change(world: World, id: string, terms: Partial<AccountState>): void {
  const account = world.accounts[id];
  assert.ok(account !== undefined);
  world.accounts[id] = { ...account, ...terms };
}

test('a posting that breaks every rule is told them in the order of the list', () => {
  const post: PostCommand = {
    kind: 'post',
    id: postingId,
    reference: 'r',
    legs: withLegs([ada, 1.5], [bola, 0], [bola, 9], [carl, -3]),
  };
  const other = { id: postingId, reference: 'r', fingerprint: 'other' } as RecordedPosting;
  const world: World = {
    accounts: {
      [ada]: { ...plainAccount, id: ada, posted: 5, floor: 0, daily_debit_cap: 1, frozen_debits: true },
      [bola]: { ...plainAccount, id: bola, posted: largest, ceiling: 9, frozen_credits: true, currency: 'GHS' },
    },
    holds: [],
    postings: [other],
    command: post,
  };
  const setLegs = (...legs: [Leg['account'], number][]) => {
    world.command = { ...post, legs: withLegs(...legs) };
  };
  assertOrder(world, [
    ['amount_out_of_range', () => setLegs([ada, 6], [bola, 0], [bola, 9], [carl, -3])],
    ['zero_leg', () => setLegs([ada, 6], [bola, 1], [bola, 9], [carl, -3])],
    ['account_twice', () => setLegs([ada, -6], [bola, 9], [carl, -4])],
    ['unbalanced', () => setLegs([ada, -6], [bola, 10], [carl, -4])],
    ['posting_conflict', () => (world.postings = [])],
    ['account_unknown', () => setLegs([ada, -6], [bola, 6])],
    ['currency_mismatch', () => change(world, bola, { currency: 'NGN' })],
    ['account_frozen', () => change(world, ada, { frozen_debits: false })],
    ['account_frozen', () => change(world, bola, { frozen_credits: false })],
    ['insufficient_funds', () => change(world, ada, { posted: 6 })],
    ['ceiling_exceeded', () => change(world, bola, { ceiling: null })],
    ['daily_cap_exceeded', () => change(world, ada, { daily_debit_cap: 6 })],
    ['balance_out_of_range', () => change(world, bola, { posted: largest - 6 })],
  ]);
});

test('a capture that breaks every rule is told them in the order of the list', () => {
  const capture: CaptureCommand = {
    kind: 'capture',
    id: postingId,
    reference: 'r',
    hold: holdId,
    legs: withLegs([carl, -7], [bola, 7]),
  };
  const hold = { id: holdId, account_id: ada, amount: 6, captured: 0, released: 6, expires_at: null, state: 'released' } as const;
  const world: World = {
    accounts: {
      [ada]: { ...plainAccount, id: ada, posted: 6, held: 6, frozen_debits: true },
      [bola]: { ...plainAccount, id: bola, posted: largest, ceiling: 9, currency: 'GHS' },
    },
    holds: [],
    postings: [],
    command: capture,
  };
  const setLegs = (...legs: [Leg['account'], number][]) => {
    world.command = { ...capture, legs: withLegs(...legs) };
  };
  assertOrder(world, [
    ['account_unknown', () => (world.accounts[carl] = { ...plainAccount, id: carl })],
    ['currency_mismatch', () => change(world, bola, { currency: 'NGN' })],
    ['hold_unknown', () => (world.holds = [hold])],
    ['hold_over', () => (world.holds = [{ ...hold, released: 0, state: 'open', expires_at: at.toString() }])],
    ['hold_over', () => (world.holds = [{ ...hold, released: 0, state: 'open' }])],
    ['hold_leg_missing', () => setLegs([ada, -7], [bola, 7])],
    ['capture_too_large', () => setLegs([ada, -6], [bola, 6])],
    ['account_frozen', () => change(world, ada, { frozen_debits: false })],
    ['ceiling_exceeded', () => change(world, bola, { ceiling: null })],
    ['balance_out_of_range', () => change(world, bola, { posted: 0 })],
  ]);
});

test('a reversal that breaks every rule is told them in the order of the list', () => {
  const reverse: ReverseCommand = {
    kind: 'reverse',
    id: postingId,
    reference: 'r',
    of: originalId,
    legs: withLegs([bola, -7], [carl, 7]),
  };
  const original = {
    id: originalId,
    kind: 'release',
    reference: 'o',
    entries: [
      { account_id: ada, amount: -6 },
      { account_id: bola, amount: 6 },
    ],
    reversed: new Map(),
  } as unknown as RecordedPosting;
  const world: World = {
    accounts: {
      [ada]: { ...plainAccount, id: ada, posted: largest, ceiling: 9, currency: 'GHS' },
      [bola]: { ...plainAccount, id: bola, floor: 0, frozen_debits: true },
    },
    holds: [],
    postings: [],
    command: reverse,
  };
  const setLegs = (...legs: [Leg['account'], number][]) => {
    world.command = { ...reverse, legs: withLegs(...legs) };
  };
  assertOrder(world, [
    ['account_unknown', () => setLegs([bola, -7], [ada, 7])],
    ['currency_mismatch', () => change(world, ada, { currency: 'NGN' })],
    ['posting_unknown', () => (world.postings = [original])],
    ['not_reversible', () => (world.postings = [{ ...original, kind: 'post' }])],
    ['reversal_too_large', () => setLegs([bola, -6], [ada, 6])],
    ['account_frozen', () => change(world, bola, { frozen_debits: false })],
    ['insufficient_funds', () => change(world, bola, { posted: 6 })],
    ['ceiling_exceeded', () => change(world, ada, { ceiling: null })],
    ['balance_out_of_range', () => change(world, ada, { posted: 0 })],
  ]);
});

test('each rule is asked about every account before the next rule is asked about any', () => {
  const book = createBook({
    accounts: [
      { ...plainAccount, id: ada, posted: 5, floor: 0 },
      { ...plainAccount, id: bola, frozen_credits: true },
    ],
    holds: [],
    postings: [],
  });
  const order = [{ kind: 'post', id: postingId, reference: 'r', legs: withLegs([ada, -6], [bola, 6]) }] as const;
  assert.deepEqual(decide(book, order, at), {
    kind: 'refused',
    command: 0,
    refusal: { code: 'account_frozen', account: bola, direction: 'credits' },
  });
});

test('the shape of the whole order comes before everything else', () => {
  const book = createBook({ accounts: [], holds: [], postings: [] });
  const unknown: Command = { kind: 'post', id: postingId, reference: 'r', legs: withLegs([ada, -6], [bola, 6]) };
  const shapeless: Command = { ...unknown, legs: [] };
  assert.deepEqual(decide(book, [unknown, shapeless], at), { kind: 'refused', command: 1, refusal: { code: 'empty' } });
});
