import type { Http } from './options.ts';
import { addVary } from './vary.ts';

const exposed = 'X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Idempotent-Replayed';
const accepted = 'Authorization, Content-Type, Idempotency-Key, X-API-Key, X-Pin-Token, X-Request-Id, X-Session-Mode';

/** Lets pages of the named origins read our answers. Another origin gets the same answer without leave to read it. */
export function addCors(app: Http, allowedOrigins: readonly string[]): void {
  const allowed = new Set(allowedOrigins);
  for (const origin of allowed) {
    if (URL.parse(origin)?.origin !== origin) throw new Error(`${origin} is not an origin such as https://app.example.com`);
  }

  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (allowed.size > 0) addVary(reply, 'Origin');
    const isAllowed = origin !== undefined && allowed.has(origin);
    if (isAllowed) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-allow-credentials', 'true');
      reply.header('access-control-expose-headers', exposed);
      reply.header('cross-origin-resource-policy', 'cross-origin');
    }
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return done();
    if (isAllowed) {
      reply.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
      reply.header('access-control-allow-headers', accepted);
      reply.header('access-control-max-age', '600');
    }
    reply.code(204).send();
  });
}
