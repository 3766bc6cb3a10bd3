import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '#platform/db';
import type { Once, OnceAnswer, OnceRequest } from './create-once.ts';
import { idempotencyKeyInvalid, idempotencyKeyRequired } from './problems.ts';

export interface Outcome {
  readonly status: number;
  /** Serialised by the schema that the route states for this status. */
  readonly payload: unknown;
}

const header = 'idempotency-key';
const visibleAscii = /^[!-~]{1,255}$/;

/** Answers a request whose route runs in its own transaction. The key is checked before anything is looked up. */
export async function answerOnce(
  once: Once,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Tx) => Promise<Outcome>,
): Promise<void> {
  const identity = identityOf(request);
  const answer = await once(identity, async (tx) => {
    const outcome = await work(tx);
    const text = reply.code(outcome.status).serialize(outcome.payload);
    if (typeof text !== 'string') throw new Error(`${identity.route} answers with bytes, which are not kept`);
    return { status: outcome.status, body: text };
  });
  await sendAnswer(reply, answer);
}

export function identityOf(request: FastifyRequest): OnceRequest {
  const key = idempotencyKeyOf(request);
  if (request.caller === undefined) throw new Error(`${request.method} ${request.routeOptions.url} has nobody to keep keys for`);
  return {
    caller: `${request.caller.kind}:${request.caller.id}`,
    route: `${request.method} ${request.url.split('?', 1)[0]}`,
    key,
    body: request.body,
  };
}

export async function sendAnswer(reply: FastifyReply, { status, body, replayed }: OnceAnswer): Promise<void> {
  if (replayed) reply.header('idempotent-replayed', 'true');
  await reply
    .code(status)
    .type(status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8')
    .send(body);
}

/** Node joins a second header to the first with a comma and a space, and so makes it a key that nobody may have. */
function idempotencyKeyOf({ headers }: FastifyRequest): string {
  const path = `/headers/${header}`;
  const key = headers[header];
  if (key === undefined || key === '') throw idempotencyKeyRequired({ errors: [{ path, message: 'is required' }] });
  if (typeof key !== 'string' || !visibleAscii.test(key))
    throw idempotencyKeyInvalid({ errors: [{ path, message: 'must be 1 to 255 visible ASCII characters, given once' }] });
  return key;
}
