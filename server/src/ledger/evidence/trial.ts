import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Secret } from '#platform/secret';
import { type Database } from '#platform/db';
import { type AccountId } from '../account.ts';
import { type Order } from '../command.ts';
import { newPostingId, openSome, transfer } from '../test/books.ts';
import { type Writer } from '../writer.ts';
import { createHeadSigner } from './head.ts';
import { createBlockSealer } from './seal-block.ts';

/** What the tests of this folder share. */
export const signer = createHeadSigner(new Secret(Buffer.alloc(32, 7).toString('base64url')));

export function temporaryHeadsFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'akawo-heads-'));
  after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'ledger-heads.jsonl');
}

const patienceMs = 30_000;

/** Seals until everything committed before is sealed, which older transactions may hold up: those of the whole server, not of one database. */
export async function sealAll(database: Pick<Database, 'transact'>, most = 1_000): Promise<number> {
  const blocks = createBlockSealer(database, most);
  const deadline = performance.now() + patienceMs;
  for (let sealed = 0; ;) {
    const step = await blocks.sealNext();
    sealed += step?.block?.count ?? 0;
    if (step?.complete === true) return sealed;
    if (performance.now() > deadline) throw new Error('older transactions did not end in time');
    if (step?.block === undefined) await wait(5);
  }
}

/** Orders of every kind among a few accounts, so that every rule has something to look at. */
export async function liveALittle(database: Database, writer: Writer, rounds: number): Promise<readonly AccountId[]> {
  const accounts = await openSome(database, 6);
  const [bank, ada, bola, shop] = accounts;
  if (bank === undefined || ada === undefined || bola === undefined || shop === undefined) throw new Error('too few accounts');
  for (let round = 0; round < rounds; round++) {
    const hold = newPostingId();
    const sent = transfer(ada, bola, 30 + round, { metadata: { note: `round ${round}`, fee: 1.5, urgent: true } });
    const orders: Order[] = [
      transfer(bank, ada, 1_000 + round),
      sent,
      [{ kind: 'hold', id: hold, reference: `hold ${hold}`, account: ada, amount: 100 }],
      [
        {
          kind: 'capture',
          id: newPostingId(),
          reference: `capture ${hold}`,
          hold,
          legs: [
            { account: ada, amount: -60 },
            { account: shop, amount: 60 },
          ],
        },
      ],
      [{ kind: 'reverse', id: newPostingId(), reference: `back ${hold}`, of: sent[0].id }],
    ];
    if (round % 2 === 0)
      orders.push([{ kind: 'release', id: newPostingId(), reference: `release ${hold}`, hold, because: 'released' }]);
    for (const order of orders) {
      const outcome = await writer.submit(order);
      if (outcome.kind !== 'accepted') throw new Error(`refused: ${outcome.refusal.code}`);
    }
  }
  return accounts;
}
