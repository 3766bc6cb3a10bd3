import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import type { Http, HttpOptions } from './options.ts';
import { notFound } from './problems.ts';
import { markForeign } from './route-rules.ts';
import { addVary } from './vary.ts';

const indexFile = 'index.html';
/** Addresses of programs: a mistake there is a 404, never a page. */
const notPages = /^\/(?:api|webhooks|docs|metrics|health|socket\.io|ws|assets)(?:\/|$)/;

const Welcome = Type.Object(
  { name: Type.String(), version: Type.String(), links: Type.Record(Type.String(), Type.String()) },
  { $id: 'Welcome' },
);

/** Whether an address that no route answers is one of the web app's own pages. */
export function createPageTest(webRoot: string | undefined) {
  const hasApp = webRoot !== undefined && existsSync(join(webRoot, indexFile));
  return ({ method, url, accept }: { method: string; url: string; accept: string }): boolean =>
    hasApp &&
    (method === 'GET' || method === 'HEAD') &&
    accept.includes('text/html') &&
    !notPages.test(url) &&
    !/\.\w+$/.test(url);
}

/** The built files, each under its own address, and `/`: the app for a browser, a signpost for a program. */
export async function addWebApp(
  app: Http,
  { webRoot, name, version }: HttpOptions,
  servesPage: ReturnType<typeof createPageTest>,
): Promise<void> {
  if (webRoot === undefined) {
    app.setNotFoundHandler(() => {
      throw notFound();
    });
  } else {
    const files = { root: webRoot, cacheControl: false, preCompressed: true, setHeaders };
    await app.register(fastifyStatic, { ...files, serve: false });
    await app.register(async (scope) => {
      markForeign(scope);
      await scope.register(fastifyStatic, { ...files, wildcard: false, index: false, decorateReply: false });
    });
    app.setNotFoundHandler((_request, reply) => reply.sendFile(indexFile));
  }

  app.get(
    '/',
    {
      config: { access: anyone, unmetered: true },
      schema: {
        operationId: 'getWelcome',
        summary: 'Name, version and where to go from here',
        tags: ['System'],
        response: { 200: Welcome },
      },
    },
    async (request, reply) => {
      addVary(reply, 'Accept');
      if (webRoot !== undefined && servesPage({ method: request.method, url: '/', accept: request.headers.accept ?? '' }))
        return reply.sendFile(indexFile);
      return reply.send({ name, version, links: { api: '/api/v1', docs: '/docs', openapi: '/openapi.json', health: '/health' } });
    },
  );
}

/** A file whose name holds its hash never changes; the page that names the files always may. */
function setHeaders(reply: FastifyReply, path: string): void {
  const isHashed = /[/\\]assets[/\\].+-[\w-]{8,}\.\w+(?:\.(?:br|gz))?$/.test(path);
  const isPage = /\.html(?:\.(?:br|gz))?$/.test(path);
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : isPage ? 'no-store' : 'public, max-age=3600');
}
