import type { IncomingMessage } from 'node:http';
import { newId } from '../id.ts';

const sane = /^[A-Za-z0-9._:-]{8,128}$/;

/** The caller's own id where it is safe to repeat in logs and answers, else a new one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : newId();
}
