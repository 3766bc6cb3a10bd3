import { isUtf8 } from 'node:buffer';
import { invalidUtf8, malformedJson, validationFailed } from './problems.ts';

const maxDepth = 32;
const maxKeys = 1_000;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON as a ledger needs it. `JSON.parse` proves the grammar and builds the value; one walk over the same text then refuses what
 * it forgives: a key given twice, a number that is not a plain exact integer, a key that reaches a prototype, a text that a
 * database cannot hold. The walk can be this short because the grammar is already known to be right. A reviver with source
 * access would see the digits but not the doubled keys, and costs several times as much.
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalidUtf8();
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedJson();
  }
  refuseWhatJsonForgives(text);
  return value;
}

interface Frame {
  /** The keys so far, of an object; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** Where in the container the walk is: the latest key or index. */
  at: string | number;
}

function refuseWhatJsonForgives(text: string): void {
  const frames: Frame[] = [];
  const refuse = (message: string) => validationFailed({ errors: [{ path: pathOf(frames), message }] });
  let top: Frame | undefined;
  let expectKey = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const end = closingQuote(text, i);
        const string = readString(text, i, end);
        i = end;
        if (expectKey && top?.keys) {
          top.at = string;
          expectKey = false;
          if (forbiddenKeys.has(string)) throw refuse('is not a name that can be used');
          if (top.keys.has(string)) throw refuse('is given twice');
          if (top.keys.add(string).size > maxKeys) throw refuse(`is one of more than ${maxKeys} names in one object`);
        }
        if (string.includes('\0') || !string.isWellFormed()) throw refuse('contains a character that is not text');
        break;
      }
      case 0x7b:
      case 0x5b: {
        const isObject = text.charCodeAt(i) === 0x7b;
        if (frames.length === maxDepth) throw refuse(`is nested more than ${maxDepth} levels deep`);
        top = { keys: isObject ? new Set() : undefined, at: 0 };
        frames.push(top);
        expectKey = isObject;
        break;
      }
      case 0x7d:
      case 0x5d:
        frames.pop();
        top = frames.at(-1);
        expectKey = false;
        break;
      case 0x2c:
        if (typeof top?.at === 'number' && top.keys === undefined) top.at++;
        else expectKey = true;
        break;
      case 0x2d:
      case 0x30:
      case 0x31:
      case 0x32:
      case 0x33:
      case 0x34:
      case 0x35:
      case 0x36:
      case 0x37:
      case 0x38:
      case 0x39: {
        const end = endOfNumber(text, i);
        if (!isPlainInteger(text.slice(i, end)))
          throw refuse('must be a whole number within ±9007199254740991, written in digits only');
        i = end - 1;
        break;
      }
      default:
    }
  }
}

/** Digits only, no `1.0`, `1e3` or `-0`, and no digit lost by being a JavaScript number. */
export function isPlainInteger(text: string): boolean {
  return /^(?:0|-?[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
}

function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === 0x5c) before--;
  return (quote - before) % 2 === 0;
}

function readString(text: string, open: number, close: number): string {
  const inner = text.slice(open + 1, close);
  return inner.includes('\\') ? String(JSON.parse(text.slice(open, close + 1))) : inner;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isInNumber(text.charCodeAt(end))) end++;
  return end;
}

/** A digit, or one of `.`, `+`, `-`, `e`, `E`. */
function isInNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45;
}

function pathOf(frames: readonly Frame[]): string {
  return `/body${frames.map(({ at }) => `/${escapePointer(String(at))}`).join('')}`;
}

function escapePointer(part: string): string {
  return part.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
}
