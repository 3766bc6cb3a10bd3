import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { testDatabase } from '#test';
import { bigintArray, byteaArray, integerArray, smallintArray, textArray, uuidArray } from './array-parameter.ts';

const { db } = await testDatabase();

async function read(array: RawBuilder<unknown>): Promise<unknown> {
  const { rows } = await sql<{ values: unknown }>`select to_json(${array}) as values`.execute(db);
  return rows[0]?.values;
}

const most = Number.MAX_SAFE_INTEGER;
const hexadecimal = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex'));
const anyText = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());
const lists = <Value>(values: fc.Arbitrary<Value>) => fc.array(fc.option(values));

test('the server reads every array as it was written, with nulls and without a single value', async () => {
  await fc.assert(
    fc.asyncProperty(
      lists(fc.uuid()),
      lists(fc.maxSafeInteger()),
      lists(anyText),
      lists(hexadecimal),
      async (ids, numbers, texts, bytes) => {
        assert.deepEqual(await read(sql`${uuidArray(ids)}::uuid[]`), ids);
        assert.deepEqual(await read(sql`${bigintArray(numbers)}::int8[]`), numbers);
        assert.deepEqual(await read(sql`${textArray(texts)}::text[]`), texts);
        const written = bytes.map((value) => (value === null ? null : String.raw`\x${value}`));
        assert.deepEqual(await read(sql`${byteaArray(bytes)}::bytea[]`), written);
      },
    ),
    { numRuns: 60 },
  );
});

test('the numbers at the ends of their ranges arrive', async () => {
  const bigints = [most, -most, 2 ** 32, -(2 ** 32), 2 ** 31, -(2 ** 31) - 1, -1, 0];
  assert.deepEqual(await read(sql`${bigintArray(bigints)}::int8[]`), bigints);
  assert.deepEqual(await read(sql`${integerArray([2_147_483_647, -2_147_483_648])}::int4[]`), [2_147_483_647, -2_147_483_648]);
  assert.deepEqual(await read(sql`${smallintArray([32_767, -32_768])}::int2[]`), [32_767, -32_768]);
});

test('an array of another type than its parameter is refused and never misread', async () => {
  await assert.rejects(read(sql`${bigintArray([1])}::int4[]`), /array element type/);
  await assert.rejects(read(sql`${uuidArray([randomUUIDv7()])}::text[]`), /array element type/);
});

test('an id in capitals is the same id, and what is none is not taken for one', async () => {
  const id = randomUUIDv7();
  assert.deepEqual(await read(sql`${uuidArray([id.toUpperCase()])}::uuid[]`), [id]);
  for (const wrong of [
    '',
    id.slice(1),
    `${id}0`,
    id.replace('7', 'g'),
    id.replace('7', '/'),
    id.replace('7', ':'),
    id.replace('7', '@'),
  ]) {
    assert.throws(() => uuidArray([wrong]), /is not a UUID/);
  }
});
