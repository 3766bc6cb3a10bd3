import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import type { RouteConfig } from './options.ts';
import { testServer } from './test-server.ts';

const said = { operationId: 'test', summary: 'For a test', tags: ['Test'] };
const response = { 200: Type.Object({}) };
const config = { access: anyone };
const closed = { additionalProperties: false };

test('a route that leaves something unsaid is refused before the server starts', async (t) => {
  const { app } = await testServer(t);
  const refuse = (expected: RegExp, schema: object, withConfig: object = config) =>
    assert.throws(
      () => app.route({ method: 'POST', url: '/x', config: withConfig as RouteConfig, schema, handler: () => ({}) }),
      expected,
    );

  refuse(/POST \/x: config\.access is missing/, { ...said, response }, {});
  refuse(/needs operationId, summary and tags/, { response });
  refuse(/names no successful answer/, said);
  refuse(/names no successful answer/, { ...said, response: { 404: Type.Object({}) } });
  refuse(/a raw body has no schema/, { ...said, response, body: Type.Object({}, closed) }, { access: anyone, rawBody: true });
});

test('a body that could carry something unasked or unbounded is refused before the server starts', async (t) => {
  const { app } = await testServer(t);
  const refuse = (expected: RegExp, body: object) =>
    assert.throws(
      () => app.route({ method: 'POST', url: '/x', config, schema: { ...said, response, body }, handler: () => ({}) }),
      expected,
    );

  refuse(/\/body needs additionalProperties: false/, Type.Object({}));
  refuse(/\/body\/a needs additionalProperties: false/, Type.Object({ a: Type.Object({}) }, closed));
  refuse(
    /\/body\/a\/0 needs additionalProperties: false/,
    Type.Object({ a: Type.Array(Type.Object({}), { maxItems: 1 }) }, closed),
  );
  refuse(/\/body\/a needs additionalProperties: false/, Type.Object({ a: Type.Union([Type.Null(), Type.Object({})]) }, closed));
  refuse(/\/body\/a needs maxLength/, Type.Object({ a: Type.String() }, closed));
  refuse(/\/body\/a needs maxItems/, Type.Object({ a: Type.Array(Type.Integer()) }, closed));
  refuse(/\/body\/a needs maxProperties/, Type.Object({ a: Type.Record(Type.String(), Type.Integer(), closed) }, closed));
});

test('a query of the API takes only what it names, unless it says otherwise; that of a page takes anything', async (t) => {
  const { app } = await testServer(t);
  const routes = [
    { url: '/api/unsaid', querystring: undefined, known: 400, unknown: 400 },
    { url: '/api/said', querystring: Type.Object({ explain: Type.Optional(Type.String()) }), known: 200, unknown: 400 },
    { url: '/api/open', querystring: Type.Object({}, { additionalProperties: true }), known: 200, unknown: 200 },
    { url: '/page', querystring: undefined, known: 200, unknown: 200 },
  ];
  for (const { url, querystring } of routes) {
    const schema = { ...said, operationId: url, response, ...(querystring && { querystring }) };
    app.get(url, { config, schema }, () => ({}));
  }
  for (const { url, known, unknown } of routes) {
    assert.equal((await app.inject(url)).statusCode, 200, url);
    assert.equal((await app.inject(`${url}?explain=true`)).statusCode, known, url);
    const mistyped = await app.inject(`${url}?explian=true`);
    assert.equal(mistyped.statusCode, unknown, url);
    if (unknown === 400)
      assert.deepEqual(mistyped.json<{ errors: unknown }>().errors, [{ path: '/query/explian', message: 'is not known here' }]);
  }
});

test('two routes of one operation id, and two schemas of one name, are refused', async (t) => {
  const { app } = await testServer(t);
  app.get('/a', { config, schema: { ...said, response: { 200: Type.Object({ a: Type.String() }, { $id: 'Twin' }) } } }, () => ({
    a: '',
  }));
  assert.throws(
    () => app.get('/b', { config, schema: { ...said, response } }, () => ({})),
    /another route has the operationId test/,
  );
  const other = { ...said, operationId: 'other', response: { 200: Type.Object({ b: Type.String() }, { $id: 'Twin' }) } };
  assert.throws(() => app.get('/c', { config, schema: other }, () => ({ b: '' })), /two different schemas are named Twin/);
});
