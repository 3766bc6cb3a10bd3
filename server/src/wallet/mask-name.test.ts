import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskName } from './mask-name.ts';

for (const [name, shown] of [
  ['Adaeze Okafor', 'Ad••••e O.'],
  ['Ada Obi', 'A••• O.'],
  ['Olúwáṣeun Adébáyọ̀', 'Ol••••n A.'],
  ['Ngozi Chinyere Eze', 'Ng••••i E.'],
  ['Adébáyọ̀ Ọ̀ṣun', 'Ad••••ọ̀ Ọ̀.'],
  ['  Musa   Ibrahim ', 'Mu••••a I.'],
  ['Bo', 'B•••'],
  ['', '•••'],
  ['𝒜𝒷𝒸𝒹𝑒 𝒳𝓎', '𝒜𝒷••••𝑒 𝒳.'],
] as const) {
  test(`"${name}" is shown as "${shown}"`, () => assert.equal(maskName(name), shown));
}

test('no more than three letters of the first name and one of the last are shown, and not how many there are', () => {
  const word = fc.stringMatching(/^[A-Z][a-z]{0,30}$/);
  fc.assert(
    fc.property(word, word, (first, last) => {
      const [shownFirst = '', shownLast = ''] = maskName(`${first} ${last}`).split(' ');
      assert.ok(shownFirst.replaceAll('•', '').length <= 3);
      assert.equal(shownLast, `${last[0]}.`);
      assert.ok(shownFirst.length === (first.length < 4 ? 4 : 7));
    }),
  );
});
