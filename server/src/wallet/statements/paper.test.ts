import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { breakLines, createPaper, fit } from './paper.ts';

const widthOf = (text: string) => Array.from(text).length;

test('a text that has room is left alone, and one that has not ends in an ellipsis and never in half a letter', () => {
  assert.equal(fit('Ada Obi', 7, widthOf), 'Ada Obi');
  assert.equal(fit('Ada Obi Okafor', 7, widthOf), 'Ada Ob…');
  assert.equal(fit('Ada Obi', 5, widthOf), 'Ada…');
  assert.equal(fit('ẹ́ẹ́ẹ́ẹ́', 4, widthOf), 'ẹ́…');
  assert.equal(fit('anything', 0, widthOf), '…');
});

test('what is longer than a line goes on in the next, between words if it can, and none of it is lost', () => {
  assert.deepEqual(breakLines('rent for the shop', 8, widthOf), ['rent for', 'the shop']);
  assert.deepEqual(breakLines('a Donaudampfschiff sails', 8, widthOf), ['a', 'Donaudam', 'pfschiff', 'sails']);
  assert.deepEqual(breakLines('short', 8, widthOf), ['short']);
  assert.deepEqual(breakLines('ẹ́ẹ́ẹ́', 4, widthOf), ['ẹ́ẹ́', 'ẹ́'], 'a letter stays with its marks');
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (text, room) => {
      const lines = breakLines(text, room, widthOf);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
      for (const line of lines) assert.ok(widthOf(line) <= room);
    }),
  );
});

test('a mark stands on its letter, also where the two have no code point of their own', async () => {
  const moves = async (text: string) => (await drawn(text)).match(/ Tm$/gm)?.length ?? 0;
  const once = await moves('ọ');
  for (const text of ['ọ̀', 'ẹ́', 'Ọ̀', 'm̀']) assert.equal(await moves(text), once + 1, text);
});

/** What the only page is drawn by. */
async function drawn(text: string): Promise<string> {
  const paper = createPaper({ size: 'A5', title: 'A test', madeAt: Temporal.Now.instant() });
  paper.addPage();
  paper.write(text, 10, 10, 300, { size: 10 });
  paper.end();
  const bytes = await buffer(paper.pdf);
  const begin = bytes.indexOf('stream\n') + 'stream\n'.length;
  return inflateSync(bytes.subarray(begin, bytes.indexOf('\nendstream', begin))).toString('latin1');
}
