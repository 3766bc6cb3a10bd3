import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { fastify } from 'fastify';
import { anyone } from './access.ts';
import { escapeHtml } from './escape-html.ts';
import type { Http } from './options.ts';
import { addVary } from './vary.ts';

/** Nothing from elsewhere: no fonts, no telemetry, no proxy, no assistant. */
const settings = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: 'direct',
};

/** The human side of the OpenAPI document: one page and one script, both ours to serve. */
export function addDocs(app: Http, name: string): void {
  let script: ReturnType<typeof loadScript> | undefined;
  const page = docsPage(name);
  const config = { access: anyone, unmetered: true, group: 'docs' };

  app.get('/docs', { config, schema: { hide: true } }, (_request, reply) =>
    reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }).send(page),
  );
  app.get('/docs/scalar.js', { config, schema: { hide: true } }, async (request, reply) => {
    const { plain, packed, etag } = await (script ??= loadScript());
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=86400', etag });
    addVary(reply, 'Accept-Encoding');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(packed);
  });
}

/** The package keeps its browser script inside a server plugin and gives it out only over HTTP, so it is asked for over HTTP, once, when first needed. */
async function loadScript(): Promise<{ plain: Buffer; packed: Buffer; etag: string }> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const app = fastify();
  await app.register(scalar, { routePrefix: '/docs', configuration: { content: '{}' } });
  const { rawPayload: plain } = await app.inject('/docs/js/scalar.js');
  await app.close();
  return {
    plain,
    packed: await promisify(gzip)(plain),
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  };
}

function docsPage(name: string): string {
  const title = escapeHtml(name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title>
</head>
<body>
<noscript>This page needs JavaScript. The same document is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script id="api-reference" data-url="/openapi.json" data-configuration="${escapeHtml(JSON.stringify(settings))}"></script>
<script src="/docs/scalar.js"></script>
</body>
</html>
`;
}
