import { setTimeout as delay } from 'node:timers/promises';
import type { DrainOptions, Http } from './options.ts';
import { draining } from './problems.ts';

export interface Drain {
  /** Stopping has begun: readiness says so, requests are still served. */
  readonly hasBegun: boolean;
}

/**
 * What `close()` does: readiness turns 503 and requests are served on for the time of the notice; then nothing new is
 * accepted, what is in flight is answered, and after a bound the rest is cut off.
 */
export function addDrain(app: Http, { noticeMs, timeoutMs }: DrainOptions): Drain {
  const state = { hasBegun: false, refusesNew: false };
  let deadline: NodeJS.Timeout | undefined;

  app.addHook('onRequest', (request, _reply, done) => {
    done(state.refusesNew && request.stated.essential !== true ? draining({ retryAfterSeconds: 1 }) : undefined);
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (state.hasBegun) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    state.hasBegun = true;
    if (app.server.listening) await delay(noticeMs);
    state.refusesNew = true;
    deadline = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  });
  app.addHook('onClose', () => clearTimeout(deadline));
  return state;
}
