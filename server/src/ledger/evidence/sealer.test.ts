import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import { eventually, testDatabase } from '#test';
import { apply } from '../apply.ts';
import { openSome, transfer, writerOn } from '../test/books.ts';
import { readHeadsFile } from './heads-file.ts';
import { createBlockSealer } from './seal-block.ts';
import { createSealer, type Sealer } from './sealer.ts';
import { sealAll, signer, temporaryHeadsFile } from './trial.ts';

const database = await testDatabase();
const logger = createLogger({ level: 'silent', name: 'test' });
const patienceMs = 30_000;

interface SealedPosting {
  readonly block: string;
  readonly place: string;
  readonly id: string;
  readonly batch: string;
}

const sealedPostings = () =>
  database.owner<SealedPosting>(`
    select b.number as block, s.place, s.id, p.batch
    from ledger.blocks b cross join lateral unnest(b.posting_ids) with ordinality as s (id, place) left join ledger.postings p on p.id = s.id
    order by b.number, s.place
  `);

function sealer(registry = new Registry()): Sealer {
  const options = { database, logger, signer, headsFile: temporaryHeadsFile(), blockPostings: 40, everyMs: 20 };
  return createSealer({ ...options, registry });
}

test('two sealers beside three writers lose no posting, seal none twice, and keep the order of transactions', async () => {
  const sealers = [sealer(), sealer()];
  const writers = [writerOn(database), writerOn(database), writerOn(database, { lanes: 1 })];
  const accounts = await openSome(database, 12);
  const orders = Array.from({ length: 900 }, (_, n) => {
    const [from, to] = [accounts[n % 12], accounts[(n * 5 + 1) % 12]];
    assert.ok(from !== undefined && to !== undefined && from !== to);
    return transfer(from, to, 1 + n);
  });
  await Promise.all(orders.map(async (order, n) => writers[n % 3]?.submit(order)));
  await eventually('all is sealed', async () => (await sealedPostings()).length === 900, patienceMs);
  await Promise.all(sealers.map((one) => one.stop()));

  const sealed = await sealedPostings();
  assert.deepEqual(new Set(sealed.map(({ id }) => id)), new Set(orders.map(([{ id }]) => id)));
  const inOrder = sealed.toSorted((a, b) => Number(a.batch) - Number(b.batch) || (a.id < b.id ? -1 : 1));
  assert.deepEqual(sealed, inOrder);
});

test('a posting of a transaction that is still open is not overtaken', async () => {
  const [ada, bola, carl, dayo] = await openSome(database, 4);
  assert.ok(ada !== undefined && bola !== undefined && carl !== undefined && dayo !== undefined);
  await sealAll(database);
  const before = (await sealedPostings()).length;
  const slow = transfer(ada, bola, 5);
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: written, resolve: wrote } = Promise.withResolvers<void>();
  const slowly = database.transact(async (tx) => {
    await apply(tx, [{ order: slow }]);
    wrote();
    await mayCommit;
  });
  await written;
  await writerOn(database).submit(transfer(carl, dayo, 5));
  const blocks = createBlockSealer(database, 1_000);
  for (let look = 0; look < 5; look++) assert.deepEqual(await blocks.sealNext(), { block: undefined, complete: false });
  commit();
  await slowly;
  await sealAll(database);
  assert.equal((await sealedPostings()).length, before + 2);
  assert.equal((await sealedPostings()).at(-2)?.id, slow[0].id);
});

test('a sealer says how far it lags behind, signs heads by itself and on demand, and stops', async () => {
  const registry = new Registry();
  const headsFile = temporaryHeadsFile();
  const one = createSealer({ database, logger, registry, signer, headsFile, everyMs: 20 });
  await eventually('it has looked', async () => lagIn(await registry.metrics()) < 0.5, patienceMs);
  const head = await one.signHead();
  await one.stop();
  const heads: unknown[] = [];
  for await (const line of readHeadsFile(headsFile)) heads.push(line);
  assert.deepEqual(heads.at(-1), head);
  assert.equal(head?.total, (await sealedPostings()).length);
});

function lagIn(metrics: string): number {
  return Number(/^akawo_ledger_seal_lag_seconds (\S+)/m.exec(metrics)?.[1]);
}

test('a database whose transactions are numbered lower than the sealed ones is not sealed', async () => {
  await database.owner('alter table ledger.postings disable trigger user');
  await database.owner(`
    update ledger.postings set batch = 1::bigint << 40
    where id = (select last_posting from ledger.blocks order by number desc limit 1)
  `);
  await assert.rejects(createBlockSealer(database, 10).sealNext(), /restored from a dump/);
});
