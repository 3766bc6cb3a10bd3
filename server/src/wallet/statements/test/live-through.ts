import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PostingId } from '#ledger';
import { newId } from '#platform/id';
import { said } from '../../test/said.ts';
import { type TestPerson, type World } from '../../test/world.ts';
import { type Transaction } from '../../transaction.ts';

export interface Lived {
  readonly ada: TestPerson;
  readonly bola: TestPerson;
  /** A payment of Ada's to Bola that was taken back. */
  readonly taxi: Transaction;
}

/** Payments in all directions, money that waited, money that was held and partly spent, and a payment that was taken back. */
export async function liveThrough(world: World): Promise<Lived> {
  const { ledger } = world.akawo.modules;
  const ada = await world.join({ money: 28_000_000, tier: 1 });
  const bola = await world.join({ money: 500_000_000, tier: 3 });
  const chidi = await world.join({ money: 100_000_000, tier: 3 });

  async function pay(from: TestPerson, to: TestPerson, amount: number, narration?: string): Promise<Transaction> {
    const told = await world.send(from, { amount, wallet_number: to.wallet.number, narration });
    assert.equal(told.status, 201, told.text);
    return said<Transaction>(told);
  }

  const drawn = fc.sample(
    fc.record({
      amount: fc.integer({ min: 100, max: 90_000 }),
      way: fc.nat(3),
      narration: fc.constantFrom(undefined, '=1+1', 'rent, "March"', 'ẹ kú iṣẹ́'),
    }),
    { numRuns: 36, seed: 5 },
  );
  for (let from = 0; from < drawn.length; from += 6)
    await Promise.all(
      drawn.slice(from, from + 6).map(({ amount, way, narration }) => {
        if (way === 0) return pay(ada, bola, amount, narration);
        return way === 1 ? pay(chidi, ada, amount, narration) : pay(bola, ada, amount, narration);
      }),
    );
  const taxi = await pay(ada, bola, 70_000, 'for the taxi');
  const parked = await pay(bola, ada, 20_000_000, 'more than fits');
  await world.raise(ada, 2);
  const released = said<{ released: string[] }>(await world.ask(ada, { path: '/wallet/parked/release' }));
  assert.deepEqual(released.released, [parked.id]);

  const { account } = ada.wallet;
  const hold: PostingId = newId();
  await ledger.submit([{ kind: 'hold', id: hold, reference: `held:${hold}`, account, amount: 5_000 }]);
  const legs = [
    { account, amount: -3_000 },
    { account: bola.wallet.account, amount: 3_000 },
  ];
  const spent = await ledger.submit([{ kind: 'capture', id: newId(), reference: `spent:${hold}`, hold, legs }]);
  assert.equal(spent.kind, 'accepted');
  const of = taxi.id as PostingId;
  const back = await ledger.submit([{ kind: 'reverse', id: newId(), reference: `back:${of}`, of }]);
  assert.equal(back.kind, 'accepted');
  return { ada, bola, taxi };
}
