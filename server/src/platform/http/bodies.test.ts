import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import { Amount, Currency, PageQuery, Timestamp, Uuid } from './schemas.ts';
import { testServer } from './test-server.ts';

interface ProblemAnswer {
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const schema = { summary: 'For a test', tags: ['Test'] };

async function start(t: TestContext) {
  const { app } = await testServer(t, { bodyLimitBytes: 1_000 });
  const Payment = Type.Object(
    {
      amount: Amount,
      currency: Type.Optional(Currency),
      email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
      at: Type.Optional(Timestamp),
      id: Type.Optional(Uuid),
      loud: Type.Optional(Type.Boolean()),
      to: Type.Optional(Type.Object({ name: Type.String({ minLength: 1, maxLength: 5 }) }, { additionalProperties: false })),
    },
    { $id: 'Payment', additionalProperties: false },
  );
  const echo = { 200: Type.Object({ seen: Type.Unknown() }) };
  app.post(
    '/pay',
    { config: { access: anyone, form: true }, schema: { ...schema, operationId: 'pay', body: Payment, response: echo } },
    ({ body }) => ({ seen: body }),
  );
  app.post(
    '/json',
    { config: { access: anyone }, schema: { ...schema, operationId: 'json', body: Payment, response: echo } },
    ({ body }) => ({ seen: body }),
  );
  app.post('/end', { config: { access: anyone }, schema: { ...schema, operationId: 'end', response: echo } }, () => ({
    seen: 'ended',
  }));
  app.post(
    '/hook',
    { config: { access: anyone, rawBody: true }, schema: { ...schema, operationId: 'hook', response: echo } },
    ({ body, rawBody }) => ({
      seen: { parsed: body !== undefined, bytes: rawBody?.toString('latin1') },
    }),
  );
  const Filter = Type.Object({
    ...PageQuery.properties,
    status: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
    loud: Type.Optional(Type.Boolean()),
  });
  app.get(
    '/list',
    { config: { access: anyone }, schema: { ...schema, operationId: 'list', querystring: Filter, response: echo } },
    ({ query }) => ({ seen: query }),
  );

  const post = async (url: string, payload: string | Buffer, type = 'application/json') => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    return { status: answer.statusCode, ...answer.json<ProblemAnswer & { seen?: unknown }>() };
  };
  return { app, post };
}

test('each wrong field is named with its path and in plain words, all at once', async (t) => {
  const { post } = await start(t);
  const wrong = {
    amount: '5',
    currency: 'naira',
    email: 'a@b',
    at: '2026-02-30T00:00:00Z',
    id: 'x',
    to: { name: '', nick: 'x' },
    ammount: 5,
  };
  const { status, code, errors } = await post('/pay', JSON.stringify(wrong));
  assert.equal(status, 400);
  assert.equal(code, 'validation_failed');
  const told = Object.fromEntries((errors ?? []).map(({ path, message }) => [path, message]));
  assert.deepEqual(told, {
    '/body/ammount': 'is not known here',
    '/body/amount': 'must be a whole number',
    '/body/currency': 'has the wrong form',
    '/body/email': 'must be an e-mail address',
    '/body/at': 'must be a date and time such as 2026-01-31T12:00:00Z',
    '/body/id': 'must be an id such as 01890a5d-ac96-774b-bcce-b302099a8057',
    '/body/to/nick': 'is not known here',
    '/body/to/name': 'must have at least 1 character',
  });
  assert.deepEqual((await post('/pay', '{}')).errors, [{ path: '/body/amount', message: 'is required' }]);
  assert.deepEqual((await post('/pay', '')).errors, [{ path: '/body', message: 'must be an object' }]);
});

test('an amount is an exact whole number of minor units or it is refused', async (t) => {
  const { post } = await start(t);
  for (const amount of [
    '0',
    '-1',
    '-0',
    '1.0',
    '1e3',
    '0x10',
    '"100"',
    'null',
    'true',
    '[1]',
    '9007199254740992',
    '9007199254740993',
    '1.0000000000000000001',
    '"１００"',
    '" 1"',
    'NaN',
    'Infinity',
  ]) {
    assert.equal((await post('/pay', `{"amount": ${amount}}`)).status, 400, amount);
  }
  assert.deepEqual((await post('/pay', '{"amount": 9007199254740991}')).seen, { amount: 9_007_199_254_740_991 });
});

test('a form is read by the schema of its route: numbers and booleans only where it asks for them', async (t) => {
  const { post } = await start(t);
  const form = (text: string | Buffer) => post('/pay', text, 'application/x-www-form-urlencoded');
  assert.deepEqual((await form('amount=500&email=a%2Bb%40example.com&loud=true')).seen, {
    amount: 500,
    email: 'a+b@example.com',
    loud: true,
  });
  for (const amount of ['1e3', '1.0', '+5', '%205', '0x10', '05', '', '9007199254740993'])
    assert.equal((await form(`amount=${amount}`)).status, 400, amount);
  assert.deepEqual((await form('amount=5&amount=6')).errors, [{ path: '/body/amount', message: 'is given twice' }]);
  assert.equal((await form('amount=5&__proto__=x')).code, 'validation_failed');
  assert.equal((await form('amount=%ff')).code, 'malformed_form');
  assert.equal((await form('amount=5&email=%00')).code, 'malformed_form');
  assert.equal((await form(Buffer.from([0x61, 0x3d, 0xff]))).code, 'invalid_utf8');
  assert.equal(
    (
      await form(
        Array.from({ length: 200 }, (_, i) => `a${i}=1`)
          .join('&')
          .slice(0, 900),
      )
    ).code,
    'malformed_form',
  );
});

test('a body of another kind, or one that is compressed or not in UTF-8, is refused unread', async (t) => {
  const { app, post } = await start(t);
  assert.equal((await post('/json', 'amount=5', 'application/x-www-form-urlencoded')).status, 415);
  for (const type of [
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'nonsense',
  ]) {
    assert.deepEqual([type, (await post('/json', '{"amount":5}', type)).code], [type, 'unsupported_media_type']);
  }
  const packed = await app.inject({
    method: 'POST',
    url: '/json',
    payload: 'x',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  });
  assert.equal(packed.statusCode, 415);
  const untyped = await app.inject({
    method: 'POST',
    url: '/json',
    payload: Buffer.from('{}'),
    headers: { 'content-length': '2' },
  });
  assert.equal(untyped.statusCode, 415);
  assert.equal((await post('/json', '{"amount":5}', 'Application/JSON; charset="UTF-8"')).status, 200);
});

test('a body larger than the bound is refused', async (t) => {
  const { post } = await start(t);
  assert.deepEqual(
    [(await post('/json', ' '.repeat(1_001))).status, (await post('/json', ' '.repeat(1_001))).code],
    [413, 'body_too_large'],
  );
});

test('a route that takes no body refuses one, but not an empty one', async (t) => {
  const { app, post } = await start(t);
  assert.equal((await app.inject({ method: 'POST', url: '/end' })).statusCode, 200);
  assert.equal((await post('/end', '')).status, 200);
  assert.equal((await post('/end', '{}')).status, 200);
  assert.deepEqual((await post('/end', '{"everywhere":true}')).errors, [{ path: '/body', message: 'is not expected here' }]);
});

test('a signed body is handed over byte for byte and never parsed', async (t) => {
  const { post } = await start(t);
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
    assert.deepEqual((await post('/hook', '{"a":1, "a":1.50}\xff', type)).seen, {
      parsed: false,
      bytes: Buffer.from('{"a":1, "a":1.50}\xff').toString('latin1'),
    });
  }
});

test('a query is read by its schema: plain numbers, true or false, one or many', async (t) => {
  const { app } = await start(t);
  const get = async (query: string) => (await app.inject(`/list?${query}`)).json<ProblemAnswer & { seen?: unknown }>();
  assert.deepEqual((await get('')).seen, { limit: 20 });
  assert.deepEqual((await get('limit=100&status=a&status=b&loud=false')).seen, { limit: 100, status: ['a', 'b'], loud: false });
  assert.deepEqual((await get('status=a')).seen, { limit: 20, status: ['a'] });
  for (const limit of ['0', '101', '1e1', '1.0', '%201', '0x1', '1&limit=2', ''])
    assert.deepEqual((await get(`limit=${limit}`)).errors?.[0]?.path, '/query/limit', limit);
});

test('a pattern or format that is slow on long texts is never run on one', async (t) => {
  const { app } = await testServer(t);
  const body = Type.Object({ text: Type.String({ pattern: '^(a+)+$', maxLength: 10 }) }, { additionalProperties: false });
  app.post(
    '/slow',
    { config: { access: anyone }, schema: { ...schema, operationId: 'slow', body, response: { 200: Type.Object({}) } } },
    () => ({}),
  );
  const started = performance.now();
  const { statusCode } = await app.inject({ method: 'POST', url: '/slow', payload: { text: `${'a'.repeat(30_000)}!` } });
  assert.equal(statusCode, 400);
  assert.ok(performance.now() - started < 1_000);
});

test('each field is held to its own pattern, however many there are', async (t) => {
  const { app } = await testServer(t);
  const word = (pattern: string) => Type.String({ pattern, maxLength: 10 });
  const body = Type.Object({ digits: word('^[0-9]+$'), letters: word('^[a-z]+$') }, { additionalProperties: false });
  app.post(
    '/both',
    { config: { access: anyone }, schema: { ...schema, operationId: 'both', body, response: { 200: Type.Object({}) } } },
    () => ({}),
  );
  const post = async (payload: object) => (await app.inject({ method: 'POST', url: '/both', payload })).json<ProblemAnswer>();
  assert.deepEqual(await post({ digits: '12', letters: 'ab' }), {});
  assert.deepEqual(
    (await post({ digits: 'ab', letters: '12' })).errors?.map(({ path }) => path),
    ['/body/digits', '/body/letters'],
  );
});
