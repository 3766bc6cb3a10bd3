import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed } from './paper.ts';

test('what our letters can write stands as it was written', () => {
  for (const text of [
    'Ọláwálé Ṣówándé',
    'ẹ ṣé o, Ìyá Ìbàdàn',
    'Ọ̀ṣun, ẹ̀kọ́, m̀',
    '₦5,000 & £3 — “rent” …',
    '=1+1',
    'Ƙasuwa Ɗan Ɓarno',
  ])
    assert.equal(printed(text), text.normalize('NFC'));
});

test('pictures are left out, and what is left of them is no gap', () => {
  assert.equal(printed('Birthday 🎉🎂 for you'), 'Birthday for you');
  assert.equal(printed('👨‍👩‍👧 rent 🇳🇬'), 'rent');
  assert.equal(printed('❤️'), '');
});

test('marks that are not there are left out, and letters that are not there are question marks, one for each', () => {
  assert.equal(printed('z̷̛k'), 'zk');
  assert.equal(printed('c𝓾rsive １２'), 'cursive 12');
  assert.equal(printed('שלום Ada'), '???? Ada');
  assert.equal(printed('a\u00A0b'), 'a b');
});
