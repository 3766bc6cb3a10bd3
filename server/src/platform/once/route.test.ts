import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { fastify } from 'fastify';
import { testDatabase } from '#test';
import { Problem } from '../problem.ts';
import { answerOnce, createOnce } from './index.ts';
import { effect, effectsOf, prepareEffects, render } from './trial.ts';

const database = await testDatabase();
const once = createOnce({ database, render });
let works = 0;
const app = fastify();
let address = '';

before(async () => {
  await prepareEffects(database);
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request) => {
    request.caller = { kind: 'user', id: 'ada' };
  });
  app.setErrorHandler((thrown, _request, reply) =>
    thrown instanceof Problem
      ? reply.code(thrown.kind === 'invalid' ? 400 : 422).send({ code: thrown.code })
      : reply.code(500).send(),
  );
  const response = { 201: { type: 'object', properties: { number: { type: 'integer' } } } };
  app.post<{ Body: { refuse?: boolean } }>(
    '/transfers/:id',
    { schema: { response }, config: { access: { who: 'anyone', security: [], admit: () => undefined } } },
    (request, reply) =>
      answerOnce(once, request, reply, async (tx) => {
        works++;
        const key = String(request.headers['idempotency-key']);
        await effect({ key, caller: '', route: '', body: null })(tx);
        if (request.body.refuse === true) throw new Problem('too_poor', 'unprocessable', 'No.');
        return { status: 201, payload: { number: works, hidden: 'not in the schema' } };
      }),
  );
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
after(() => app.close());

async function post(path: string, keys: readonly string[], body: object = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status?: number;
    type?: string;
    replayed: unknown;
    body: string;
  }>();
  const headers = ['content-type', 'application/json', 'host', 'localhost', ...keys.flatMap((key) => ['Idempotency-Key', key])];
  const outgoing = send(`${address}${path}`, { method: 'POST', headers }, (response) => {
    void text(response).then((answer) =>
      resolve({
        ...(response.statusCode !== undefined && { status: response.statusCode }),
        ...(response.headers['content-type'] !== undefined && { type: response.headers['content-type'] }),
        replayed: response.headers['idempotent-replayed'],
        body: answer,
      }),
    );
  });
  outgoing.on('error', reject);
  outgoing.end(JSON.stringify(body));
  return promise;
}

test('the second time the stored bytes come, with their status and type and the mark of a replay', async () => {
  const first = await post('/transfers/1', ['a-key']);
  assert.deepEqual(first, { status: 201, type: 'application/json; charset=utf-8', replayed: undefined, body: '{"number":1}' });
  assert.deepEqual(await post('/transfers/1', ['a-key']), { ...first, replayed: 'true' });
  const refused = await post('/transfers/1', ['another'], { refuse: true });
  assert.equal(refused.status, 422);
  assert.equal(refused.type, 'application/problem+json; charset=utf-8');
  assert.deepEqual(await post('/transfers/1', ['another'], { refuse: true }), { ...refused, replayed: 'true' });
  assert.deepEqual([await effectsOf(database, 'a-key'), await effectsOf(database, 'another')], [['done'], []]);
});

test('the path is part of what a key is bound to', async () => {
  await post('/transfers/7', ['bound']);
  assert.match((await post('/transfers/8', ['bound'])).body, /idempotency_key_reused/);
});

test('every visible character and 255 of them are a key', async () => {
  const all = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(0x21 + index)).join('');
  for (const key of ['!', all, all.repeat(3).slice(0, 255)]) assert.equal((await post('/transfers/1', [key])).status, 201);
});

test('a request without a sane key is refused before anything is looked up', async () => {
  const [rows] = await database.owner<{ count: number }>('select count(*)::int from platform.idempotency_keys');
  const worked = works;
  for (const keys of [[], ['']]) assert.match((await post('/transfers/1', keys)).body, /idempotency_key_required/);
  const insane = [
    ['x'.repeat(256)],
    ['two words'],
    ['caf\u00e9'],
    ['\u00a0'],
    ['tab\there'],
    ['one', 'two'],
    ['same', 'same'],
    ['one, two'],
  ];
  for (const keys of insane) {
    const answer = await post('/transfers/1', keys);
    assert.equal(answer.status, 400, String(keys));
    assert.match(answer.body, /idempotency_key_invalid/);
  }
  assert.deepEqual(await database.owner('select count(*)::int from platform.idempotency_keys'), [rows]);
  assert.equal(works, worked);
});
