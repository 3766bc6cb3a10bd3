import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { type Changes } from './changes.ts';
import { type Command, type Order, type PostingId } from './command.ts';
import { freeze, setLimits, unfreeze } from './freeze.ts';
import { type LoadedAt } from './load.ts';
import { accepted, assertBooksRight, newPostingId, openSome, transfer, writerOn } from './test/books.ts';
import { beyond, broken, entriesWith, forge, type Lie, refusedWith, thereAlready, withoutLimits } from './test/forge.ts';

const database = await testDatabase();
const writer = writerOn(database);

let bank: AccountId;
let ada: AccountId;
let bola: AccountId;
let ghana: AccountId;
let paid: PostingId;
let hold: PostingId;

before(async () => {
  [bank, ghana] = [...(await openSome(database, 1)), ...(await openSome(database, 1, { currency: 'GHS' }))] as [
    AccountId,
    AccountId,
  ];
  [ada, bola] = (await openSome(database, 2, { floor: 0, ceiling: 500, daily_debit_cap: 300 })) as [AccountId, AccountId];
  const order = transfer(bank, ada, 100);
  paid = order[0].id;
  hold = newPostingId();
  accepted(await writer.submit(order));
  accepted(await writer.submit([{ kind: 'hold', id: hold, reference: 'a hold', account: ada, amount: 40 }]));
});

test('a function call that lies about the balance, the sequence or the time is refused', async () => {
  const order = () => transfer(bank, bola, 10);
  const lies: readonly Lie[] = [
    { writing: entriesWith(({ posted_after }) => ({ posted_after: posted_after + 1 })) },
    { writing: entriesWith(({ held_after }) => ({ held_after: held_after + 1 })) },
    { writing: entriesWith(({ sequence }) => ({ sequence: sequence + 1 })) },
    { writing: entriesWith(({ sequence }) => ({ sequence: sequence - 1 })) },
    { writing: entriesWith(() => ({ account_id: newId<'accounts'>() })) },
    { writing: entriesWith(({ leg }) => ({ leg: leg - 1 })) },
    { writing: entriesWith(() => ({ amount: 0 })) },
    {
      believing: (loaded) => ({
        ...loaded,
        accounts: loaded.accounts.map((account) => ({ ...account, posted: account.posted + 50 })),
      }),
    },
  ];
  for (const lie of lies) await refusedWith(broken, forge(database, order(), lie), 'entries_continue');
  const twice = (changes: Changes) => ({ ...changes, entries: [...changes.entries, ...changes.entries] });
  await refusedWith(thereAlready, forge(database, order(), { writing: twice }));
  await refusedWith(beyond, forge(database, order(), { at: (at) => at.add({ seconds: 1 }) }), 'recorded_now');
  await refusedWith(beyond, forge(database, order(), { at: (at) => at.subtract({ hours: 1 }) }), 'recorded_now');
  await refusedWith(
    beyond,
    forge(database, order(), { writing: (changes) => ({ ...changes, entries: [] }) }),
    'postings_have_entries',
  );
  const halfEmpty = (changes: Changes) => ({ ...changes, entries: changes.entries.slice(0, 2) });
  await refusedWith(beyond, forge(database, [...order(), ...order()], { writing: halfEmpty }), 'postings_have_entries');
  await forge(database, order(), {});
});

test('a function call whose entries end where the account stands but are no chain on the way is refused', async () => {
  const three = () => [...transfer(bank, bola, 10), ...transfer(bola, bank, 4), ...transfer(bank, bola, 1)];
  const lies = [
    middleOf(({ posted_after }) => ({ posted_after: posted_after + 1 })),
    middleOf(({ posted_after }) => ({ posted_after: posted_after - 1 })),
    middleOf(({ held_after }) => ({ held_after: held_after + 1 })),
  ];
  for (const writing of lies) await refusedWith(broken, forge(database, three(), { writing }), 'entries_continue');
});

/** Of three postings between the same two accounts, each entry of the second one. */
function middleOf(change: Parameters<typeof entriesWith>[0]): NonNullable<Lie['writing']> {
  return (changes) => ({
    ...changes,
    entries: changes.entries.map((entry, index) => (index === 2 || index === 3 ? { ...entry, ...change(entry) } : entry)),
  });
}

test('a function call that makes money is refused', async () => {
  const more = entriesWith(({ amount, posted_after }) =>
    amount > 0 ? { amount: amount + 1, posted_after: posted_after + 1 } : {},
  );
  await refusedWith(beyond, forge(database, transfer(bank, bola, 10), { writing: more }), 'legs_sum_to_zero');
  const oneSided = (changes: Changes) => ({ ...changes, entries: changes.entries.slice(0, 1) });
  await refusedWith(beyond, forge(database, transfer(bank, bola, 10), { writing: oneSided }), 'legs_sum_to_zero');
  const asNaira = (loaded: LoadedAt) => ({
    ...loaded,
    accounts: loaded.accounts.map((account) => ({ ...account, currency: 'NGN' as const })),
  });
  await refusedWith(beyond, forge(database, transfer(bank, ghana, 10), { believing: asNaira }), 'legs_sum_to_zero');
});

test('a function call that passes a floor, a ceiling or a daily cap is refused', async () => {
  await refusedWith(beyond, forge(database, transfer(ada, bank, 61), { believing: withoutLimits }), 'floor_kept');
  await refusedWith(beyond, forge(database, transfer(bank, ada, 401), { believing: withoutLimits }), 'ceiling_kept');
  await writer.submit(transfer(bank, bola, 400));
  await writer.submit(transfer(bola, bank, 200));
  await refusedWith(beyond, forge(database, transfer(bola, bank, 101), { believing: withoutLimits }), 'daily_debit_cap_kept');
  const holding: Command = { kind: 'hold', id: newPostingId(), reference: 'above the cap', account: bola, amount: 101 };
  await refusedWith(beyond, forge(database, [holding], { believing: withoutLimits }), 'daily_debit_cap_kept');
  await forge(database, transfer(bola, bank, 100), { believing: withoutLimits });
  const largest = transfer(bank, ghana, Number.MAX_SAFE_INTEGER);
  const emptied = (loaded: LoadedAt) => ({
    ...loaded,
    accounts: loaded.accounts.map((account) => ({ ...account, posted: 0, currency: 'NGN' as const })),
  });
  await assert.rejects(forge(database, largest, { believing: emptied }));
});

test('a function call that moves a frozen account is refused, unless it says that it does so despite the freeze', async () => {
  const [zainab] = (await openSome(database, 1)) as [AccountId];
  const staff = { by: 'the test', reason: 'to see' };
  const holding = (despite_freeze = false): Command => {
    const id = newPostingId();
    return { kind: 'hold', id, reference: `hold ${id}`, account: zainab, amount: 5, despite_freeze };
  };
  const held = holding();
  const [paying] = transfer(bank, zainab, 100);
  accepted(await writer.submit([paying, held]));
  const free = (loaded: LoadedAt): LoadedAt => ({
    ...loaded,
    accounts: loaded.accounts.map((account) => ({ ...account, frozen_debits: false, frozen_credits: false })),
  });
  const capture = (despite_freeze = false): Command => {
    const [{ id, reference, legs }] = transfer(zainab, bank, 1);
    return { kind: 'capture', id, reference, hold: held.id, legs, despite_freeze };
  };
  const reversal = (): Command => {
    const [{ id, reference, legs }] = transfer(zainab, bank, 1);
    return { kind: 'reverse', id, reference, of: paying.id, legs };
  };
  const release: Command = {
    kind: 'release',
    id: newPostingId(),
    reference: 'given back',
    hold: held.id,
    amount: 1,
    because: 'released',
  };
  const out = (changes = {}) => transfer(zainab, bank, 1, changes);
  const back = (changes = {}) => transfer(bank, zainab, 1, changes);
  const despite = { despite_freeze: true };

  await database.transact((tx) => freeze(tx, zainab, staff, ['debits']));
  for (const order of [out(), [holding()], [capture()], [reversal()], [...out(despite), ...out()], [...back(), ...out()]])
    await refusedWith(beyond, forge(database, order, { believing: free }), 'freeze_kept');
  for (const order of [back(), out(despite), [holding(true)], [capture(true)], [release]])
    await forge(database, order, { believing: free });

  await database.transact(async (tx) => {
    await unfreeze(tx, zainab, staff);
    await freeze(tx, zainab, staff, ['credits']);
  });
  await refusedWith(beyond, forge(database, back(), { believing: free }), 'freeze_kept');
  await refusedWith(beyond, forge(database, [...out(), ...back()], { believing: free }), 'freeze_kept');
  for (const order of [out(), [holding()], [capture()], back(despite)]) await forge(database, order, { believing: free });
});

test('whoever is beyond a limit that was changed may come closer, and no function call takes him further away', async () => {
  const [zainab] = (await openSome(database, 1)) as [AccountId];
  await writer.submit(transfer(zainab, bank, 100));
  await database.transact((tx) => setLimits(tx, zainab, { floor: 0 }, { by: 'the test', reason: 'to see' }));
  accepted(await writer.submit(transfer(bank, zainab, 30)));
  await refusedWith(beyond, forge(database, transfer(zainab, bank, 1), { believing: withoutLimits }), 'floor_kept');
});

test('a function call that takes more than the hold, from a hold of somebody else or without the hold is refused', async () => {
  const capture = (amount: number, from = ada): Order => [
    { kind: 'capture', id: newPostingId(), reference: `capture ${newId()}`, hold, legs: transfer(from, bank, amount)[0].legs },
  ];
  const asLarge = (loaded: LoadedAt): LoadedAt => ({
    ...withoutLimits(loaded),
    holds: loaded.holds.map((one) => ({ ...one, amount: 1_000 })),
  });
  await refusedWith(beyond, forge(database, capture(41), { believing: asLarge }));
  accepted(await writer.submit([{ kind: 'hold', id: newPostingId(), reference: 'another hold', account: ada, amount: 20 }]));
  await refusedWith(beyond, forge(database, capture(41), { believing: asLarge }), 'hold_not_exceeded');

  const holdOf =
    (account_id: AccountId) =>
    (loaded: LoadedAt): LoadedAt => ({
      ...asLarge(loaded),
      accounts: withoutLimits(loaded).accounts.map((account) => ({
        ...account,
        held: account.id === account_id ? 40 : account.held,
      })),
      holds: loaded.holds.map((one) => ({ ...one, account_id })),
    });
  await refusedWith(broken, forge(database, capture(10, bola), { believing: holdOf(bola) }), 'entries_continue');
  const [other] = (await openSome(database, 1)) as [AccountId];
  accepted(await writer.submit([{ kind: 'hold', id: newPostingId(), reference: 'of another', account: other, amount: 20 }]));
  const ofOther = (loaded: LoadedAt): LoadedAt => ({
    ...loaded,
    holds: loaded.holds.map((one) => ({ ...one, account_id: other })),
  });
  await refusedWith(broken, forge(database, capture(10, other), { believing: ofOther }), 'held_by_a_hold');

  const unheld = entriesWith(({ held, held_after }) => ({ held: 0, held_after: held_after - held }));
  await refusedWith(broken, forge(database, capture(1), { writing: unheld }), 'held_by_a_hold');
  const [free] = transfer(ada, bank, 1);
  const holding = entriesWith(({ account_id, held_after }) =>
    account_id === ada ? { held: -1, held_after: held_after - 1 } : {},
  );
  await refusedWith(broken, forge(database, [free], { writing: holding }), 'held_by_a_hold');
});

test('a function call that reverses more than is left, on another account or in the same direction is refused', async () => {
  const reversal = (amount: number): Order => [
    {
      kind: 'reverse',
      id: newPostingId(),
      reference: `reversal ${newId()}`,
      of: paid,
      legs: transfer(ada, bank, amount)[0].legs,
    },
  ];
  accepted(await writer.submit(reversal(30)));
  const forgetful = (loaded: LoadedAt): LoadedAt => ({
    ...withoutLimits(loaded),
    postings: loaded.postings.map((posting) => ({ ...posting, reversed: new Map() })),
  });
  await database.transact((tx) =>
    setLimits(tx, ada, { floor: null }, { by: 'the test', reason: 'only the reversal is to be too much' }),
  );
  await refusedWith(beyond, forge(database, reversal(71), { believing: forgetful }), 'reversal_not_exceeded');
  const elsewhere = entriesWith(({ account_id }) => (account_id === bank ? { account_id: ghana } : {}));
  await assert.rejects(forge(database, reversal(1), { writing: elsewhere }));
  const mirrored = (loaded: LoadedAt): LoadedAt => ({
    ...forgetful(loaded),
    postings: loaded.postings.map((posting) => ({
      ...posting,
      reversed: new Map(),
      entries: posting.entries.map((entry) => ({ ...entry, amount: -entry.amount })),
    })),
  });
  const forward: Order = [
    { kind: 'reverse', id: newPostingId(), reference: `forward ${newId()}`, of: paid, legs: transfer(bank, ada, 1)[0].legs },
  ];
  await refusedWith(beyond, forge(database, forward, { believing: mirrored }), 'reversal_not_exceeded');
  accepted(await writer.submit(reversal(70)));
});

test('a reference belongs to one posting, whoever writes it', async () => {
  const [first] = transfer(bank, ada, 1);
  accepted(await writer.submit([first]));
  const reused = (changes: Changes) => ({
    ...changes,
    postings: changes.postings.map((posting) => ({ ...posting, reference: first.reference })),
  });
  await refusedWith(thereAlready, forge(database, transfer(bank, ada, 2), { writing: reused }), 'postings_reference_key');
});

test('of all these attempts nothing is left behind', () => assertBooksRight(database));
