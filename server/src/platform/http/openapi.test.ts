import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import { Type } from 'typebox';
import { defineProblem } from '../problem.ts';
import type { Access } from './access.ts';
import { Amount, Nullable, Page, PageQuery, Uuid } from './schemas.ts';
import { testServer } from './test-server.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: unknown }>> }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

const tooPoor = defineProblem('test_too_poor', 'unprocessable', 'There is not enough money.');
const person: Access = { who: 'a signed-in person', security: [{ access_token: [] }], admit: () => undefined };

async function documented(t: Parameters<typeof testServer>[0]) {
  const { app } = await testServer(t);
  const Money = Type.Object(
    { amount: Amount, note: Nullable(Type.String({ maxLength: 5 })) },
    { $id: 'TestMoney', additionalProperties: false },
  );
  const Transfer = Type.Object({ id: Uuid, money: Money, status: Type.Enum(['pending', 'done']) }, { $id: 'TestTransfer' });
  const said = { summary: 'For a test', tags: ['Test'] };
  app.post(
    '/transfers',
    {
      config: { access: person, form: true, problems: [tooPoor] },
      schema: { ...said, operationId: 'createTransfer', body: Money, response: { 201: Transfer } },
    },
    async (request, reply) => reply.code(201).send({ id: '', money: request.body, status: 'done' }),
  );
  app.get(
    '/transfers',
    {
      config: { access: person },
      schema: { ...said, operationId: 'listTransfers', querystring: PageQuery, response: { 200: Page(Transfer) } },
    },
    () => ({
      data: [],
      next_cursor: null,
    }),
  );
  app.get(
    '/transfers/:id',
    {
      config: { access: person },
      schema: { ...said, operationId: 'getTransfer', params: Type.Object({ id: Uuid }), response: { 200: Transfer } },
    },
    () => ({
      id: '',
      money: { amount: 1, note: null },
      status: 'done' as const,
    }),
  );
  const answer = await app.inject('/openapi.json');
  return { app, answer, document: answer.json<Document>() };
}

test('every reference in the document leads somewhere, and every named schema stands there once', async (t) => {
  const { document, answer } = await documented(t);
  assert.match(document.openapi, /^3\.1\./);
  const references = [...answer.body.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  assert.ok(references.length > 20);
  for (const reference of references)
    assert.ok(Object.hasOwn(document.components.schemas, reference.replace('#/components/schemas/', '')), reference);
  for (const name of ['Problem', 'TestMoney', 'TestTransfer'])
    assert.ok(references.includes(`#/components/schemas/${name}`), name);
  assert.deepEqual(
    Object.keys(document.components.schemas).filter((name) => /^(?:def-|Unnamed)/.test(name)),
    [],
  );
  assert.doesNotMatch(answer.body, /"\$id"/);
});

test('every operation says what it is, who may call it and how it may refuse', async (t) => {
  const { document } = await documented(t);
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  assert.ok(operations.length >= 8);
  for (const { operationId, summary, tags, description, security, responses } of operations) {
    assert.ok(operationId && summary && tags.length > 0 && description.includes('Open to '), operationId);
    for (const scheme of security.flatMap((requirement) => Object.keys(requirement)))
      assert.ok(scheme in document.components.securitySchemes, scheme);
    assert.ok('application/problem+json' in (responses['default']?.content ?? {}), operationId);
    assert.ok(
      Object.keys(responses).some((status) => status.startsWith('2')),
      operationId,
    );
  }
  const create = document.paths['/transfers']?.['post'];
  assert.deepEqual(create?.security, [{ access_token: [] }]);
  assert.deepEqual(Object.keys(create.requestBody?.content ?? {}), ['application/json', 'application/x-www-form-urlencoded']);
  assert.match(create.responses['422']?.description ?? '', /`test_too_poor`/);
  assert.match(create.responses['400']?.description ?? '', /`validation_failed`/);
  assert.equal(create.responses['201']?.description, 'Created');
});

test('what has a default is not asked for', async (t) => {
  const { document } = await documented(t);
  const parameters = document.paths['/transfers']?.['get']?.parameters ?? [];
  assert.deepEqual(
    parameters.map(({ name, required }) => [name, required]),
    [
      ['limit', false],
      ['cursor', false],
    ],
  );
});

test('the document and the script of its pages are sent again only when they changed', async (t) => {
  const { app, answer } = await documented(t);
  for (const url of ['/openapi.json', '/docs/scalar.js']) {
    const etag = String((url === '/openapi.json' ? answer : await app.inject(url)).headers['etag']);
    assert.equal((await app.inject({ url, headers: { 'if-none-match': etag } })).statusCode, 304, url);
  }
  const packed = await app.inject({ url: '/docs/scalar.js', headers: { 'accept-encoding': 'br, gzip' } });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.rawPayload.length < 1_500_000);
  assert.ok(gunzipSync(packed.rawPayload).includes('createApiReference'));
});

test('the page of the documentation loads nothing from elsewhere', async (t) => {
  const { app } = await documented(t);
  const page = await app.inject('/docs/');
  assert.equal(page.statusCode, 200);
  const loads = [...page.body.matchAll(/(?:src|href|data-url)="([^"]+)"/g)].map(([, url]) => url);
  assert.deepEqual(loads, ['/openapi.json', '/openapi.json', '/docs/scalar.js']);
  assert.match(page.body, /withDefaultFonts&quot;:false/);
  const policy = String(page.headers['content-security-policy']);
  assert.doesNotMatch(policy, /https?:|\*/);
  assert.match(policy, /script-src 'self'/);
});
