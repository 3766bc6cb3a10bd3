import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ProblemFactory } from '../problem.ts';
import type { Secret } from '../secret.ts';
import { operatorTokenRequired } from './problems.ts';

/** Who is being served: a person, a program, an operator. `kind` and `id` name him in limits and logs. */
export interface Caller {
  readonly kind: string;
  readonly id: string;
}

/**
 * Who may call a route. Every route states one; the modules that know people and keys build theirs.
 * `admit` finds out who is asking and throws a Problem when that is not enough.
 */
export interface Access {
  /** For the documentation: "anyone", "a signed-in person". */
  readonly who: string;
  /** As OpenAPI says it: any one of these is enough, an empty list means that nothing is asked for. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** What `admit` may refuse with, for the documentation. */
  readonly problems?: readonly ProblemFactory[];
  admit(request: FastifyRequest): Caller | undefined | Promise<Caller | undefined>;
}

export const anyone: Access = { who: 'anyone', security: [], admit: () => undefined };

/** The bearer of the operator's token; anyone, where none is set and the server is not in production. */
export function operator(token: Secret | undefined, production: boolean): Access {
  const expected = token && digest(token.reveal());
  return {
    who: 'the operator',
    security: [{ operator_token: [] }],
    problems: [operatorTokenRequired],
    admit(request) {
      if (expected === undefined && !production) return undefined;
      const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (expected === undefined || given === undefined || !timingSafeEqual(digest(given), expected))
        throw operatorTokenRequired();
      return { kind: 'operator', id: 'metrics' };
    },
  };
}

/** Digests have one length, so that comparing them takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
