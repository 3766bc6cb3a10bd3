import type { FastifyInstance } from 'fastify';

/** One of the servers that the sandbox plays. */
export interface Stage {
  readonly name: string;
  /** Where it answers, such as `/mailbox`; `register` adds routes below it. */
  readonly path: string;
  /** One sentence for the front page. */
  readonly what: string;
  register(app: FastifyInstance): Promise<void>;
}
