import { databaseUnavailable } from './problems.ts';

const awayStates = new Set([
  '25006', // read-only: we are talking to a standby
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '57014', // statement cancelled by its timeout
  '57P01', // shut down by the administrator
  '57P02', // crash of another backend
  '57P03', // starting up
]);
const awayErrnos = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
]);
const awaySentences = [
  'Connection terminated',
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Cannot use a pool after calling end',
  'driver has already been destroyed',
];
const worthRetrying = new Set(['40001', '40P01', '55P03']);

export function sqlState(thrown: unknown): string | undefined {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The server cannot serve us at all, as opposed to: it refused this statement. */
export function isAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = sqlState(thrown);
  if (code !== undefined && (code.startsWith('08') || awayStates.has(code) || awayErrnos.has(code))) return true;
  return awaySentences.some((sentence) => thrown.message.startsWith(sentence));
}

/** The whole unit may be run again from its start: a lost race, never a broken rule. */
export function isLostRace(thrown: unknown): boolean {
  return worthRetrying.has(sqlState(thrown) ?? '');
}

/** What a caller may learn of it: an absent database is a refusal with a retry, everything else stays what it was. */
export function translate(thrown: unknown): unknown {
  return isAway(thrown) ? databaseUnavailable({ retryAfterSeconds: 2, cause: thrown }) : thrown;
}
