import { scrubText } from './scrub-text.ts';

/** An error as it may be written down: what it is and where, without the values it happened to. */
export interface SerialisedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SerialisedError;
  readonly errors?: readonly SerialisedError[];
  readonly facts?: Readonly<Record<string, string | number>>;
}

const deepestCause = 5;
const mostErrors = 5;
const longestMessage = 1000;
const mostFrames = 20;

/** Properties known to name things and never to quote them. PostgreSQL's `detail`, `where` and `internalQuery` quote rows: they stay out. */
const safeFacts = [
  'kind',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'syscall',
  'address',
  'port',
  'hostname',
];

export function serialiseError(thrown: unknown, depth = 0): SerialisedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'something that is no Error was thrown' };
  const properties: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(thrown));
  const code = typeof properties['code'] === 'string' ? properties['code'] : undefined;
  const facts = Object.fromEntries(safeFacts.flatMap((name) => (isShort(properties[name]) ? [[name, properties[name]]] : [])));
  const goOn = depth < deepestCause;
  return {
    type: thrown.name,
    message: withoutValues(thrown.message, code),
    ...(code === undefined ? {} : { code }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
    ...(thrown.stack === undefined ? {} : { stack: framesOf(thrown.stack) }),
    ...(goOn && thrown.cause !== undefined ? { cause: serialiseError(thrown.cause, depth + 1) } : {}),
    ...(goOn && thrown instanceof AggregateError
      ? { errors: thrown.errors.slice(0, mostErrors).map((one) => serialiseError(one, depth + 1)) }
      : {}),
  };
}

function isShort(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 200);
}

/** PostgreSQL's class 22 ("invalid input syntax for type integer: "…"") and JSON.parse quote the value that was wrong. */
function withoutValues(message: string, code: string | undefined): string {
  const quotesInput = (code !== undefined && /^22[0-9A-Z]{3}$/.test(code)) || message.endsWith(' is not valid JSON');
  const text = message.slice(0, longestMessage);
  return scrubText(quotesInput ? text.replaceAll(/".*"/gs, '"[value]"') : text);
}

/** The frames alone: the first lines of a stack repeat the message. */
function framesOf(stack: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, mostFrames).join('\n');
}
