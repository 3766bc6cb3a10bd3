import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from './options.ts';
import { tookTooLong } from './problems.ts';

const usualRoundMs = 250;

/**
 * Answers for handlers that take longer than they may. Everybody's time is looked at once in a while, because a timer and a signal for each
 * request, which is Fastify's own way, cost more than most requests do.
 */
export function answerForSlow(
  app: Http,
  timeoutMs: number,
): { begin(request: FastifyRequest, reply: FastifyReply): void; end(reply: FastifyReply): void } {
  const underway = new Map<FastifyReply, number>();

  function look(): void {
    const now = performance.now();
    for (const [reply, dueAt] of underway) {
      if (dueAt > now) continue;
      underway.delete(reply);
      if (reply.sent) continue;
      // Half an answer has left: nothing that is true can be added to it.
      if (reply.raw.headersSent) reply.raw.destroy();
      else void reply.send(tookTooLong({ detail: outcomeUnknown, retryAfterSeconds: 1 }));
    }
  }

  const rounds = setInterval(look, Math.min(usualRoundMs, timeoutMs)).unref();
  app.addHook('onClose', () => clearInterval(rounds));
  return {
    begin: (request, reply) => void underway.set(reply, performance.now() + (request.stated.timeoutMs ?? timeoutMs)),
    end: (reply) => void underway.delete(reply),
  };
}

const outcomeUnknown = 'It may still be carried out. Send it again with the same Idempotency-Key to learn the outcome.';
