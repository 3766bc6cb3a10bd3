import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testDatabase } from '#test';
import { writerOn } from '../test/books.ts';
import { checkProof, type Proof } from './proof.ts';
import { provePosting } from './prove.ts';
import { signHead } from './sign-head.ts';
import { liveALittle, sealAll, signer, temporaryHeadsFile } from './trial.ts';

const database = await testDatabase();
const file = temporaryHeadsFile();
let ids: string[] = [];

before(async () => {
  await liveALittle(database, writerOn(database), 6);
  await sealAll(database, 7);
  await signHead({ database, signer, file });
  ids = (await database.owner<{ id: string }>('select id from ledger.postings')).map(({ id }) => id);
});

async function proofOf(id: string): Promise<Proof> {
  const proving = await provePosting(database.db, id);
  assert.ok(proving.kind === 'proof', proving.kind);
  return JSON.parse(JSON.stringify(proving.proof)) as Proof;
}

test('every posting has a proof that convinces without the database', async () => {
  assert.ok(ids.length > 30);
  for (const id of ids) {
    const verdict = checkProof(await proofOf(id), signer.publicKey);
    assert.ok(verdict.proven, JSON.stringify(verdict));
    assert.equal(verdict.posting.id, id);
  }
});

/** Every value of the proof, each changed by itself. */
function* tampered(value: unknown): Generator {
  if (typeof value === 'number') yield* [value + 1, -value - 1];
  else if (typeof value === 'string') yield* [tamperedText(value), `${value} `, ''].filter((other) => other !== value);
  else if (value === null) yield 'something';
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const other of tampered(item)) yield value.with(index, other);
    if (value.length > 0) yield value.slice(1);
    yield [...(value as unknown[]), value[0]];
  } else if (typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      for (const other of tampered(member)) yield { ...value, [name]: other };
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    }
    yield { ...value, also: 'this' };
  }
}

function tamperedText(text: string): string {
  const middle = Math.floor(text.length / 2);
  const replacement = text[middle] === '1' ? '2' : '1';
  return text.slice(0, middle) + replacement + text.slice(middle + 1);
}

test('a proof in which anything at all was changed convinces nobody', async () => {
  let tried = 0;
  for (const id of ids.slice(0, 6)) {
    for (const forgery of tampered(await proofOf(id))) {
      tried += 1;
      assert.equal(checkProof(forgery, signer.publicKey).proven, false, JSON.stringify(forgery));
    }
  }
  assert.ok(tried > 1_000, `only ${tried}`);
});

test('another key proves nothing', async () => {
  const [id] = ids;
  assert.ok(id !== undefined);
  assert.deepEqual(checkProof(await proofOf(id), Buffer.alloc(32, 9).toString('base64url')), {
    proven: false,
    because: 'the head is not signed by this key',
  });
});

test('what is not there, not sealed or not signed has no proof yet', async () => {
  assert.deepEqual(await provePosting(database.db, '01900000-0000-7000-8000-000000000000'), { kind: 'unknown' });
  await liveALittle(database, writerOn(database), 1);
  const [latest] = await database.owner<{ id: string }>('select id from ledger.postings order by batch desc limit 1');
  assert.ok(latest !== undefined);
  assert.deepEqual(await provePosting(database.db, latest.id), { kind: 'too_early', missing: 'block' });
  await sealAll(database);
  assert.deepEqual(await provePosting(database.db, latest.id), { kind: 'too_early', missing: 'head' });
  await signHead({ database, signer, file });
  assert.equal((await provePosting(database.db, latest.id)).kind, 'proof');
});
