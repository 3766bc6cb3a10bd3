import type { IncomingMessage } from 'node:http';
import type { Http } from './options.ts';
import { ambiguousCredentials, duplicateHeader, headersTooLarge, malformedRequest, malformedUrl } from './problems.ts';

const maxHeaders = 100;

/** Node joins or drops a second one in silence, so that two programs on the way could each believe another. */
const givenOnce = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'origin',
  'transfer-encoding',
  'x-api-key',
  'x-pin-token',
  'x-request-id',
  'x-session-mode',
]);

/** Refuses what is not one clear request, before anybody is counted or looked up. */
export function addRequestChecks(app: Http, hasUnreadableUrl: (request: IncomingMessage) => boolean): void {
  app.addHook('onRequest', ({ raw, headers }, _reply, done) => {
    if (hasUnreadableUrl(raw)) throw malformedUrl();
    checkHeaders(raw);
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw malformedRequest({ detail: 'The Host header is missing.' });
    if (headers.authorization !== undefined && headers['x-api-key'] !== undefined) throw ambiguousCredentials();
    done();
  });
}

function checkHeaders({ rawHeaders, headers }: IncomingMessage): void {
  if (rawHeaders.length > maxHeaders * 2) throw headersTooLarge({ detail: `A request has at most ${maxHeaders} headers.` });
  // Each name is there once: nothing was joined or dropped.
  if (rawHeaders.length === Object.keys(headers).length * 2) return;
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!givenOnce.has(name)) continue;
    if (seen.has(name)) throw duplicateHeader({ detail: `It is ${name}.` });
    seen.add(name);
  }
}
