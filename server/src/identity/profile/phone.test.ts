import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { phoneNumberInvalid } from '../problems.ts';
import { longestTypedNumber, normalisePhone } from './phone.ts';

const character = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));

test('every way in which a Nigerian number is written is one number', () => {
  const spellings = [
    '08031234567',
    '8031234567',
    '0803 123 4567',
    '0803-123-4567',
    '0803.123.4567',
    '(0803) 123 4567',
    ' 08031234567 ',
    '2348031234567',
    '234 803 123 4567',
    '234-803-123-4567',
    '+2348031234567',
    '+234 803 123 4567',
    '+ 234 803 123 4567',
    '+234-803-123-4567',
    '+234(0)8031234567',
    '+234 0803 123 4567',
    '23408031234567',
    '０８０３１２３４５６７',
    '＋234 803 123 4567',
    '0803\u00a0123\u00a04567',
    '0803\u2011123\u20114567',
    '0803–123–4567',
    '\u202a+234 803 123 4567\u202c',
  ];
  for (const spelling of spellings) assert.equal(normalisePhone(spelling), '+2348031234567', spelling);
});

test('a number of another country is known by its plus', () => {
  assert.equal(normalisePhone('+233 24 123 4567'), '+233241234567');
  assert.equal(normalisePhone('+44 20 7946 0958'), '+442079460958');
  assert.equal(normalisePhone('+1 (415) 555-2671'), '+14155552671');
  assert.equal(normalisePhone('024 123 4567', 'GH'), '+233241234567');
  for (const withoutPlus of ['233241234567', '14155552671', '442079460958'])
    assert.throws(() => normalisePhone(withoutPlus), phoneNumberInvalid.is, withoutPlus);
});

test('what cannot be called is refused', () => {
  const refused = [
    '',
    ' ',
    '+',
    '0',
    '112',
    '1234567',
    '0803123456',
    '080312345678',
    '08031234567890',
    '+23480312345678',
    '234080312345678',
    '06031234567',
    '00000000000',
    '002348031234567',
    '0092348031234567',
    '++2348031234567',
    '+234+8031234567',
    '0803+1234567',
    '+999123456789',
    '+80012345678',
    '+88213123456789',
    '08031234567 ext 5',
    '08031234567;ext=5',
    '0803123456x',
    '0800FLOWERS',
    'tel:+2348031234567',
    '٠٨٠٣١٢٣٤٥٦٧',
    '०८०३१२३४५६७',
    '0803\n1234567',
    '0803\t1234567',
    '0803\u00001234567',
    '0803,1234567',
    '<b>08031234567</b>',
    `08031234567${' '.repeat(longestTypedNumber)}`,
    '9'.repeat(1_000_000),
  ];
  for (const text of refused) assert.throws(() => normalisePhone(text), phoneNumberInvalid.is, text.slice(0, 60));
});

const mobile = fc.tuple(fc.constantFrom('70', '80', '81', '90', '91'), fc.integer({ min: 0, max: 99_999_999 }));
const gap = fc.constantFrom('', '', ' ', '-', '.', '\u00a0');
const front = fc.constantFrom('', '0', '234', '+234', '+234 ', '234 0', '+234(0)');

test('however a number is split up, it is the same number, and writing it out again changes nothing', () => {
  fc.assert(
    fc.property(mobile, front, fc.array(gap, { minLength: 10, maxLength: 10 }), ([network, rest], start, gaps) => {
      const digits = `${network}${String(rest).padStart(8, '0')}`;
      const spelling = start + Array.from(digits, (digit, index) => digit + (index < 9 ? (gaps[index] ?? '') : '')).join('');
      assert.equal(normalisePhone(spelling), `+234${digits}`);
      assert.equal(normalisePhone(normalisePhone(spelling)), `+234${digits}`);
    }),
  );
});

test('any text is either refused by name or becomes a number that the database takes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: character }), fc.stringMatching(/^[+0-9 ()-]{1,20}$/)), (text) => {
      try {
        assert.match(normalisePhone(text), /^\+[1-9][0-9]{6,14}$/);
      } catch (thrown) {
        assert.ok(phoneNumberInvalid.is(thrown));
      }
    }),
    { numRuns: 500 },
  );
});
