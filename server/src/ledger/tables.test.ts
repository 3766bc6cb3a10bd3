import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accountKinds } from './account.ts';
import { refusalOrder } from './outcome.ts';
import { play } from './test/table.ts';

const folder = new URL('tables/', import.meta.url);
const files = globSync('*.txt', { cwd: folder }).toSorted();
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const guide = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8');

for (const file of files) {
  const text = textOf(file);
  test(`${file.replace('.txt', '')}: ${text.slice(2, text.indexOf('\n'))}`, () => {
    assert.ok(/^ {2}(?:accepted|refused)/m.test(play(text)), 'a table without a command shows nothing');
    assert.equal(play(text), text);
  });
}

test('there are tables for all the house’s recipes', () => {
  const recipes = ['deposit', 'transfer', 'withdrawal', 'partial-captures', 'expiry', 'reversal', 'circle'];
  const rules = ['frozen', 'floors-and-ceilings', 'daily-cap', 'replays-and-conflicts', 'together', 'currencies'];
  assert.deepEqual(files, [...recipes, ...rules].map((name) => `${name}.txt`).toSorted());
});

test('a wrong number in a table does not pass', () => {
  const wrong = textOf('transfer.txt').replace('vat 0.75', 'vat 0.76');
  assert.notEqual(play(wrong), wrong);
});

test('a misspelled line in a table does not pass for a remark', () => {
  for (const line of [
    'pots t: ada -1.00',
    'post t (finaly): ada -1.00',
    'post t: ada',
    'freeze ada',
    'at noon',
    'post t ada -1.00',
  ]) {
    assert.throws(() => play(`${textOf('transfer.txt')}\n${line}\n`), /cannot be played/);
  }
});

test('the recipes in the guide are the tables, word for word', () => {
  const shown = [...guide.matchAll(/^```text tables\/(?<file>\S+)\n(?<text>[\s\S]*?)^```$/gm)].map(({ groups }) => groups);
  assert.deepEqual(
    shown.map((groups) => groups?.['file']),
    ['deposit.txt', 'transfer.txt', 'withdrawal.txt', 'reversal.txt', 'circle.txt'],
  );
  for (const groups of shown) assert.equal(groups?.['text'], textOf(groups?.['file'] ?? ''));
});

test('the guide lists the refusals in the order in which the ledger looks for them, and every kind of account', () => {
  const rows = [...guide.matchAll(/^\| (?:\d+ \| )?`(?<name>\w+)` \|/gm)].map(({ groups }) => groups?.['name']);
  assert.deepEqual(
    rows.filter((name) => refusalOrder.some((code) => code === name)),
    refusalOrder,
  );
  assert.deepEqual(
    rows.filter((name) => accountKinds.some((kind) => kind === name)),
    accountKinds,
  );
});
