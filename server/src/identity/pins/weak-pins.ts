import { pinInvalid } from '../problems.ts';

const fewestDifferent = 3;
const months = 12;
const days = 31;

interface Weakness {
  readonly says: string;
  isIn(pin: string, phoneNumber: string | null): boolean;
}

/** What is tried first by whoever has five tries. */
const weaknesses: readonly Weakness[] = [
  { says: 'Use at least three different digits.', isIn: (pin) => new Set(pin).size < fewestDifferent },
  { says: 'The digits follow each other too evenly.', isIn: (pin) => isEven(pin) || isEven(pin.replaceAll(/(\d)\1/g, '$1')) },
  { says: 'Half of it is the other half.', isIn: (pin) => pin.slice(0, pin.length / 2) === pin.slice(pin.length / 2) },
  { says: 'It is a column of the keypad.', isIn: (pin) => /^(?:2580|0852|147258|258369|789456|456123)$/.test(pin) },
  { says: 'It is a year or a date, such as a birthday.', isIn: (pin) => /^(?:19|20)\d\d$/.test(pin) || isDate(pin) },
  { says: 'It is the end of your phone number.', isIn: (pin, phoneNumber) => phoneNumber?.endsWith(pin) === true },
];

/** Refuses a PIN that would be guessed with few tries, and says why. */
export function refuseWeakPin(pin: string, phoneNumber: string | null): void {
  const weakness = weaknesses.find(({ isIn }) => isIn(pin, phoneNumber));
  if (weakness !== undefined)
    throw pinInvalid({ detail: weakness.says, errors: [{ path: '/body/pin', message: 'is too easy to guess' }] });
}

/** 1234, 8642, 7890: the same step from each digit to the next, where a 0 also follows a 9. */
function isEven(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index]));
  return new Set(steps.map((step) => (Math.abs(step) === 9 ? -Math.sign(step) : step))).size === 1;
}

/** Day and month in either order, in six digits with a year before or behind them. */
function isDate(pin: string): boolean {
  const [first = 0, second = 0, third] = (pin.match(/\d\d/g) ?? []).map(Number);
  if (pin.length === 4) return isDay(first, second);
  return pin.length === 6 && third !== undefined && (isDay(first, second) || isDay(second, third));
}

function isDay(one: number, other: number): boolean {
  const [smaller, larger] = one < other ? [one, other] : [other, one];
  return smaller >= 1 && smaller <= months && larger <= days;
}
