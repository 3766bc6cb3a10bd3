import type { Http } from './options.ts';
import { methodNotAllowed, notFound } from './problems.ts';

/** What no route answers: 405 where another method would have been, else the web app for a browser, else 404. */
export function addUnknownRoutes(
  app: Http,
  servesPage: (request: { method: string; url: string; accept: string }) => boolean,
): void {
  const routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ method, url }) => {
    const route = routes.get(url) ?? { path: toRegExp(url), methods: new Set() };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });

  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const path = request.url.split('?', 1)[0] ?? '';
    const known = [...routes.values()].find((route) => route.path.test(path));
    if (known) {
      reply.header('allow', [...known.methods].toSorted().join(', '));
      return done(methodNotAllowed());
    }
    const isPage = servesPage({ method: request.method, url: path, accept: request.headers.accept ?? '' });
    done(isPage ? undefined : notFound());
  });
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*$/, '.*');
  return new RegExp(`^${source}$`);
}
