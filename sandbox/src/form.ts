import type { FastifyInstance } from 'fastify';

/** Lets a stage read forms: pages of its own post them, and so do most of the older servers of this world. */
export function addFormParser(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
}
