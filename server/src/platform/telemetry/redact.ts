import { Secret } from '#platform/secret';
import { serialiseError } from './serialise-error.ts';

const hidden = '[secret]';
const deepest = 6;
const mostMembers = 50;
const longestText = 4000;
const mostRemembered = 2000;

/** A field whose name contains one of these words is not written, whatever it holds. */
const secretWords = new Set(
  `apikey auth authorization birth bvn card cookie credential cvc cvv email jwt key nin otp pan passphrase passwd password pepper
  phone pin private secret session signature ticket token`.split(/\s+/),
);

const secretNames = new Set(['account_number']);

/** Names that contain such a word and tell nothing. */
const harmless = new Set(['card_id', 'job_key', 'key_id', 'pin_set', 'primary_key', 'session_id', 'token_type']);

const remembered = new Map<string, boolean>();

/** The second wall behind `Secret`: bounds what one log line may hold, and hides what is secret by its name. */
export function redactMembers(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return hideMembers(members, 0);
}

function hideMembers(members: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(members).slice(0, mostMembers);
  return Object.fromEntries(entries.map(([name, value]) => [name, isSecretName(name) ? hidden : redact(name, value, depth + 1)]));
}

function redact(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return serialiseError(value);
  if (value instanceof Secret) return hidden;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > deepest) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((item) => redact(name, item, depth + 1));
  if (isPlain(value)) return hideMembers(value, depth);
  if (writesItself(value)) return redact(name, value.toJSON(), depth + 1);
  // Requests and answers go to pino's serializers as they are; no other living object is ever written out.
  return depth === 1 && (name === 'req' || name === 'res') ? value : `[${value.constructor.name}]`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function writesItself(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function isSecretName(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  const words = snake.split(/[^a-z]+/).map((word) => word.replace(/(?<=..)s$/, ''));
  const secret = secretNames.has(snake) || (!harmless.has(snake) && words.some((word) => secretWords.has(word)));
  // Names come from our code, but a logged body may bring others' names: the memory has a bound.
  if (remembered.size < mostRemembered) remembered.set(name, secret);
  return secret;
}
