import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import pg from 'pg';
import { emptyDatabase } from '#test';
import { migrate, SchemaMismatch } from './migrate.ts';

const { ownerUrl, drop } = await emptyDatabase();
const client = new pg.Client({ connectionString: ownerUrl.reveal() });
await client.connect();
const folder = mkdtempSync(join(tmpdir(), 'akawo-migrations-'));

after(async () => {
  await client.end();
  await drop();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await client.query('drop schema if exists platform cascade; drop schema if exists shop cascade');
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
});

function put(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql);
}

const run = () => migrate({ ownerUrl, folder });

test('files are applied once and in order, and a second run finds nothing to do', async () => {
  put('0001_shop_open.sql', 'create schema shop; create table shop.goods (id int primary key)');
  put('0002_shop_price.sql', 'alter table shop.goods add price bigint not null');
  assert.deepEqual(await run(), ['0001_shop_open.sql', '0002_shop_price.sql']);
  assert.deepEqual(await run(), []);
});

test('of several processes that start at once one works and the others find nothing to do', async () => {
  put('0001_shop_open.sql', 'create schema shop; create table shop.goods (id int primary key); select pg_sleep(0.2)');
  put('0002_shop_index.sql', '-- no transaction\ncreate index concurrently goods_by_id on shop.goods (id)');
  const results = await Promise.all(Array.from({ length: 5 }, run));
  assert.deepEqual(
    results.map((applied) => applied.length).toSorted((a, b) => a - b),
    [0, 0, 0, 0, 2],
  );
});

test('a migration that fails leaves nothing behind and is applied after it was mended', async () => {
  put('0001_shop_open.sql', 'create schema shop; create table shop.goods (id int primary key); select 1 / 0');
  await assert.rejects(run(), /migration 0001_shop_open\.sql failed: division by zero/);
  put('0001_shop_open.sql', 'create schema shop; create table shop.goods (id int primary key)');
  assert.deepEqual(await run(), ['0001_shop_open.sql']);
});

test('a migration edited after it was applied is refused by name', async () => {
  put('0001_shop_open.sql', 'create schema shop');
  await run();
  put('0001_shop_open.sql', 'create schema shop; create table shop.more (id int)');
  await assert.rejects(
    run(),
    (thrown) => thrown instanceof SchemaMismatch && /0001_shop_open\.sql was edited/.test(thrown.message),
  );
});

test('a program older than the database says so instead of working on a schema it does not know', async () => {
  put('0001_shop_open.sql', 'create schema shop');
  put('0002_shop_later.sql', 'create table shop.later (id int)');
  await run();
  rmSync(join(folder, '0002_shop_later.sql'));
  await assert.rejects(run(), /the database is newer than this program: it has 0002_shop_later\.sql/);
});

test('a file that sorts before what is applied already is refused', async () => {
  put('0002_shop_open.sql', 'create schema shop');
  await run();
  put('0001_shop_early.sql', 'select 1');
  await assert.rejects(run(), /0001_shop_early\.sql sorts before 0002_shop_open\.sql/);
});

test('a module file is applied again when its text changes, and only then', async () => {
  put('0001_shop_open.sql', 'create schema shop');
  const moduleFile = join(folder, '..', `${Date.now()}-prices.txt`);
  const apply = () => migrate({ ownerUrl, folder, moduleFiles: [moduleFile] });
  writeFileSync(moduleFile, 'create or replace function shop.price() returns int language sql as $$ select 1 $$');
  assert.equal((await apply()).length, 2);
  assert.equal((await apply()).length, 0);
  writeFileSync(moduleFile, 'create or replace function shop.price() returns int language sql as $$ select 2 $$');
  assert.equal((await apply()).length, 1);
  const { rows } = await client.query<{ price: number }>('select shop.price()');
  assert.equal(rows[0]?.price, 2);
  rmSync(moduleFile);
});

test('a file with a name of another form is refused before anything runs', async () => {
  put('first.sql', 'create schema shop');
  await assert.rejects(run(), /first\.sql is not named/);
});
