import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isMailAddress } from './mail-address.ts';

test('the addresses that people have are written to', () => {
  for (const address of [
    "ngozi.o'brien+shop@mail.example.com.ng",
    'a@b.ng',
    'x_1-2!#$%&*/=?^`{|}~@example.com',
    'ọlá@example.com',
  ])
    assert.ok(isMailAddress(address), address);
});

test('whatever can be made of text, an address that is written to has one @ and nothing that means anything to a mail server', () => {
  const hostile = fc.constantFrom('@', ',', '<', '>', '"', '\r\n', ' ', ':', ';', '\0', '\u202e', '.', '[', ')');
  const piece = fc.oneof({ arbitrary: hostile, weight: 1 }, { arbitrary: fc.constantFrom('a', 'b-1', 'ọlá'), weight: 6 });
  const text = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  let writtenTo = 0;
  fc.assert(
    fc.property(text, text, (local, domain) => {
      const address = `${local}@${domain}`;
      if (!isMailAddress(address)) return;
      writtenTo += 1;
      assert.equal(address.split('@').length, 2);
      assert.doesNotMatch(address, /[\s<>,;:"\\()[\]\p{C}]/u);
    }),
    { numRuns: 1_000 },
  );
  assert.ok(writtenTo > 100, `only ${writtenTo} of the addresses are written to`);
  fc.assert(fc.property(fc.string({ minLength: 255 }), (long) => assert.equal(isMailAddress(`a@${long}`), false)));
});
