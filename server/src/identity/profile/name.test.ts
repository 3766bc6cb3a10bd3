import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { validationFailed } from '#platform/http';
import { normaliseName, readName } from './name.ts';

const character = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));

test('people are called what they are called, in every script', () => {
  const names = [
    'Ada',
    'Chukwuemeka',
    'Ọlábísí',
    'Ẹniọlá',
    'Ƙarima',
    "N'Golo",
    'N’Golo',
    'Jean-Luc',
    'de la Cruz',
    'Jr.',
    'Ade (Bola)',
  ];
  for (const name of [
    ...names,
    'Zoë',
    'Nuñez',
    'Ørsted',
    'Ильин',
    'محمد',
    'שרה',
    '王小明',
    'はなこ',
    '김',
    'ሰላም',
    'आदित्य',
    'Gal·la',
    'X Æ 12',
  ])
    assert.equal(normaliseName(name), name.normalize('NFC'));
});

test('one name has one spelling', () => {
  assert.equal(normaliseName('Zoe\u0308'), 'Zo\u00eb');
  assert.equal(normaliseName('  Ada   Maria '), 'Ada Maria');
  assert.equal(normaliseName('Ada\u00a0Maria'), 'Ada Maria');
  assert.equal(normaliseName('Ada\n'), 'Ada');
});

test('what hides, turns the line around, piles up or is markup is no name', () => {
  const refused = [
    '',
    '   ',
    '...',
    '123',
    'A\u0000da',
    'Ada\nBola',
    'Ada\tBola',
    'A\u0007da',
    'A\u007fda',
    'A\u202eda',
    'A\u2066da\u2069',
    'A\u200fda',
    'A\u200bda',
    'A\u00adda',
    'A\ufeffda',
    'A\u034fda',
    'A\ufe0fda',
    'A\u{e0041}da',
    '\u3164',
    '\u115fA',
    '\ud800A',
    'A\ue000',
    `A${'\u0300'.repeat(30)}`,
    '<b>Ada</b>',
    'Ada & Co',
    'http://ada.example',
    'ada@example.com',
    '=cmd|A1',
    '+Ada',
    '"Ada"',
    '{{Ada}}',
    'Ada/Bola',
    'Ada\\Bola',
    'Ada;',
    'Ada 🎉',
    'a'.repeat(101),
    'a'.repeat(1_000_000),
  ];
  for (const text of refused) assert.equal(normaliseName(text), undefined, JSON.stringify(text.slice(0, 20)));
  assert.throws(
    () => readName('A\u202eda', 'first_name'),
    (thrown) => validationFailed.is(thrown) && thrown.details.errors?.[0]?.path === '/body/first_name',
  );
  assert.equal(readName('Ada', 'last_name'), 'Ada');
});

test('a hundred letters are a name, however many units they take', () => {
  assert.equal(normaliseName('𠀋'.repeat(100)), '𠀋'.repeat(100));
  assert.equal(normaliseName('𠀋'.repeat(101)), undefined);
});

test('whatever is typed, a name that is accepted stays itself and fits its column', () => {
  const parts = fc.constantFrom('A', 'e', '\u0301', '\u0958', ' ', '\u3000', '.', '’', '\u202e', '<', '𠀋', '7');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: parts, maxLength: 120 }), fc.string({ unit: character })), (text) => {
      const name = normaliseName(text);
      if (name === undefined) return;
      assert.equal(normaliseName(name), name);
      assert.equal(name, name.normalize('NFC'));
      assert.ok(Array.from(name).length >= 1 && Array.from(name).length <= 100);
      assert.doesNotMatch(name, /[\p{C}<>&"]/u);
    }),
    { numRuns: 500 },
  );
});
