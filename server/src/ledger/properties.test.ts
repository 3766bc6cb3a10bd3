import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AccountState, availableOf } from './account.ts';
import { changesOf } from './changes.ts';
import { decide } from './decide.ts';
import { type Outcome, type RefusalCode, refusalOrder } from './outcome.ts';
import { remainingOf } from './posting.ts';
import { createModel, type Model, type ModelOutcome } from './test/model.ts';
import { createStore, type Store } from './test/store.ts';
import { story, type Story } from './test/stories.ts';

const seen = new Map<string, number>();

test('any story has the outcomes, balances, holds and daily sums of a model that shares no code with the ledger', () => {
  fc.assert(
    fc.property(story, ({ accounts, orders }) => {
      const model = createModel(accounts);
      const store = createStore(accounts);
      for (const { order, at } of orders) {
        const book = store.loadBook();
        const outcome = decide(book, order, at);
        assert.deepEqual(inBrief(outcome), model.apply(order, at));
        count(outcome);
        store.write(changesOf(book));
        agree(store, model);
      }
      assertInvariants(store, accounts);
    }),
    { numRuns: 1_000 },
  );
});

test('the stories meet every refusal that does not need a thousand lines, and every kind of acceptance', () => {
  const met = (name: string) => (seen.get(name) ?? 0) > 0;
  const unmet = [...refusalOrder.filter((code) => code !== 'too_many'), 'accepted', 'replayed'].filter((name) => !met(name));
  assert.deepEqual(unmet, []);
});

test('orders decided one by one, all in one batch or in any groups end in the same outcomes and the same rows', () => {
  fc.assert(
    fc.property(story, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 24, maxLength: 24 }), (told, sizes) => {
      const oneByOne = run(told, () => 1);
      assert.deepEqual(
        run(told, () => Infinity),
        oneByOne,
      );
      assert.deepEqual(
        run(told, (group) => sizes[group] ?? 1),
        oneByOne,
      );
    }),
    { numRuns: 400 },
  );
});

test('a refused order changes nothing: the story without it ends in the same rows', () => {
  fc.assert(
    fc.property(story, (told) => {
      const { outcomes, rows } = run(told, () => Infinity);
      const accepted = told.orders.filter((_, index) => outcomes[index]?.kind === 'accepted');
      assert.deepEqual(run({ ...told, orders: accepted }, () => Infinity).rows, rows);
    }),
    { numRuns: 400 },
  );
});

function run({ accounts, orders }: Story, sizeOf: (group: number) => number): { outcomes: Outcome[]; rows: object } {
  const store = createStore(accounts);
  const outcomes: Outcome[] = [];
  for (let group = 0, from = 0; from < orders.length; from += sizeOf(group++)) {
    const book = store.loadBook();
    for (const { order, at } of orders.slice(from, from + sizeOf(group))) outcomes.push(decide(book, order, at));
    store.write(changesOf(book));
  }
  const { accounts: accountRows, holds, postings, entries } = store;
  return { outcomes: outcomes.map(withoutReversals), rows: { accountRows, holds, postings, entries } };
}

/** What later reversals took back belongs to the book, not to the outcome. */
function withoutReversals(outcome: Outcome): Outcome {
  if (outcome.kind === 'refused') return outcome;
  return { ...outcome, postings: outcome.postings.map((posting) => ({ ...posting, reversed: undefined })) };
}

function inBrief(outcome: Outcome): ModelOutcome {
  if (outcome.kind === 'refused') return { kind: 'refused', command: outcome.command, code: outcome.refusal.code };
  return { kind: 'accepted', ids: outcome.postings.map(({ id }) => id), replayed: outcome.replayed };
}

function count(outcome: Outcome): void {
  const name: RefusalCode | 'accepted' | 'replayed' =
    outcome.kind === 'refused' ? outcome.refusal.code : outcome.replayed ? 'replayed' : 'accepted';
  seen.set(name, (seen.get(name) ?? 0) + 1);
}

function agree({ accounts, holds }: Store, model: Model): void {
  for (const { id, posted, held, debited, debited_on } of accounts.values()) {
    assert.equal(BigInt(posted), model.posted(id));
    assert.equal(BigInt(held), model.held(id));
    if (debited_on !== null) assert.equal(BigInt(debited), model.spent(id, debited_on));
  }
  for (const hold of holds.values()) {
    assert.equal(BigInt(remainingOf(hold)), model.remaining(hold.id));
    assert.equal(hold.state === 'open', model.remaining(hold.id) > 0n);
  }
}

function assertInvariants({ accounts, holds, postings, entries }: Store, opening: readonly AccountState[]): void {
  for (const posting of postings.values()) {
    const sums = new Map<string, bigint>();
    for (const { account_id, amount } of entries.filter(({ posting_id }) => posting_id === posting.id)) {
      const currency = accounts.get(account_id)?.currency ?? '';
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
    }
    assert.ok(
      [...sums.values()].every((sum) => sum === 0n),
      'a posting sums to zero in each currency',
    );
  }
  for (const { id, posted, floor } of opening) {
    const account = accounts.get(id);
    const own = entries.filter(({ account_id }) => account_id === id);
    let fold = { posted, held: 0 };
    for (const [index, { sequence, amount, held, posted_after, held_after }] of own.entries()) {
      assert.equal(sequence, index + 1, 'sequences leave nothing out');
      const before = fold;
      fold = { posted: before.posted + amount, held: before.held + held };
      assert.deepEqual(
        fold,
        { posted: posted_after, held: held_after },
        'what stands after an entry is the fold of all before it',
      );
      const fell = availableOf(fold) < availableOf(before);
      assert.ok(floor === null || !fell || availableOf(fold) >= floor, 'nobody goes below the floor');
    }
    assert.deepEqual(fold, { posted: account?.posted, held: account?.held });
    const open = [...holds.values()].filter(({ account_id }) => account_id === id).map(remainingOf);
    assert.equal(
      open.reduce((sum, left) => sum + left, 0),
      account?.held,
      'what is held is the sum of the open holds',
    );
  }
  for (const { amount, captured, released } of holds.values()) {
    assert.ok(captured >= 0 && released >= 0 && captured + released <= amount, 'captures and releases never exceed the hold');
  }
  for (const { posting_id, account_id, amount } of entries) {
    const back = entries.filter(
      (entry) => entry.account_id === account_id && postings.get(entry.posting_id)?.reverses === posting_id,
    );
    const reversed = back.reduce((sum, entry) => sum + entry.amount, 0);
    assert.ok(Math.abs(reversed) <= Math.abs(amount) && reversed * amount <= 0, 'reversals never exceed the original');
  }
}
