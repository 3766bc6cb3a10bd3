import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinInvalid } from '../problems.ts';
import { refuseWeakPin } from './weak-pins.ts';

const phoneNumber = '+2348031495827';

function isRefused(pin: string): boolean {
  try {
    refuseWeakPin(pin, phoneNumber);
    return false;
  } catch (thrown) {
    assert.ok(pinInvalid.is(thrown));
    return true;
  }
}

test('what is tried first is refused, and the refusal says why without repeating it', () => {
  const refused: Readonly<Record<string, readonly string[]>> = {
    'Use at least three different digits.': ['0000', '1111', '111111', '1212', '1122', '00001', '999998'],
    'The digits follow each other too evenly.': [
      '1234',
      '0123',
      '4321',
      '7890',
      '2468',
      '1357',
      '123456',
      '987654',
      '112233',
      '54321',
    ],
    'Half of it is the other half.': ['123123', '498498'],
    'It is a column of the keypad.': ['2580', '0852', '147258', '789456'],
    'It is a year or a date, such as a birthday.': ['1987', '2004', '2512', '1225', '0307', '251287', '871225', '311299'],
    'It is the end of your phone number.': ['5827', '95827', '495827'],
  };
  for (const [detail, pins] of Object.entries(refused)) {
    for (const pin of pins) {
      assert.throws(
        () => refuseWeakPin(pin, phoneNumber),
        (thrown) => pinInvalid.is(thrown) && thrown.details.detail === detail && !JSON.stringify(thrown.details).includes(pin),
        pin,
      );
    }
  }
});

test('a PIN without a pattern is taken, also by somebody without a phone number', () => {
  for (const pin of ['4826', '7391', '80539', '739154', '908172']) refuseWeakPin(pin, phoneNumber);
  refuseWeakPin('5827', null);
});

test('at least four fifths of all PINs are left to choose from', (t) => {
  for (const length of [4, 5, 6]) {
    const step = length === 4 ? 1 : 97;
    const sample = Array.from({ length: Math.ceil(10 ** length / step) }, (_, index) =>
      String(index * step).padStart(length, '0'),
    );
    const share = sample.filter(isRefused).length / sample.length;
    t.diagnostic(`digits=${length} refused=${(share * 100).toFixed(1)}%`);
    assert.ok(share < 0.2, `${share} of those with ${length} digits`);
  }
});
