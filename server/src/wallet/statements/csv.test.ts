import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvRow, csvText } from './csv.ts';
import { readCsv } from './test/read-csv.ts';

test('a text that a spreadsheet would run is made harmless, and every other one comes back as it was', () => {
  for (const text of [
    '=1+1',
    '+234803',
    '-2+3',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '=HYPERLINK("http://x","y")',
  ])
    assert.deepEqual(readCsv(csvRow([csvText(text)])), [[`'${text}`]], JSON.stringify(text));
  for (const text of ['', 'Ada', 'a=b', 'Ọlá, "Ṣàṅú"', 'two\nlines', ' padded ', 'AKW-2222'])
    assert.deepEqual(readCsv(csvRow([csvText(text)])), [[text]], JSON.stringify(text));
});

const letters = ['a', 'b', '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", ' ', 'ẹ', '₦'];

test('whatever people write, a row has its cells and no cell begins a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...letters) }), { minLength: 1, maxLength: 6 }), (texts) => {
      const [row, ...others] = readCsv(csvRow(texts.map(csvText)));
      assert.equal(others.length, 0);
      assert.equal(row?.length, texts.length);
      for (const [place, cell] of (row ?? []).entries()) {
        assert.ok(!/^[=+\-@\t\r\n]/.test(cell));
        assert.ok(cell === texts[place] || cell === `'${texts[place]}`);
      }
    }),
    { numRuns: 500 },
  );
});
