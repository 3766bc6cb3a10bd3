import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assembleFor, testDatabase } from '#test';
import { type Operation, operationsOf, readDocument } from './operations.ts';

const database = await testDatabase();
const generous = { LIMIT_IP_PER_MINUTE: '1000000', LIMIT_GLOBAL_PER_MINUTE: '1000000' };
const akawo = await assembleFor(database.appUrl, generous);
after(() => akawo.stop());
let operations: readonly Operation[] = [];
let token = '';
let weakKey = '';

interface Asking {
  readonly headers?: Record<string, string>;
}

async function ask({ method, path }: Operation, { headers = {} }: Asking = {}) {
  const url = path.replaceAll(/\{(\w+)\}/g, '01a1fbdc-1ac6-76b6-8826-9afb6400501c');
  const body = method === 'GET' || method === 'DELETE' ? {} : { payload: {} };
  const answer = await akawo.http.inject({ method, url, headers: { 'idempotency-key': 'stranger', ...headers }, ...body });
  const isJson = /json/.test(String(answer.headers['content-type']));
  return { status: answer.statusCode, code: isJson && answer.body !== '' ? answer.json<{ code?: string }>().code : undefined };
}

const asksFor = (scheme: string) => (operation: Operation) => operation.security.some((one) => scheme in one);

before(async () => {
  await akawo.start();
  operations = operationsOf(await readDocument(akawo));
  const person = { email: 'mallory@example.ng', password: 'violet kettle on the moon', first_name: 'Mallory', last_name: 'Musa' };
  const signedUp = await akawo.http.inject({ method: 'POST', url: '/api/v1/auth/signup', payload: person });
  token = signedUp.json<{ access_token: string }>().access_token;
  const made = await akawo.http.inject({
    method: 'POST',
    url: '/api/v1/api-keys',
    headers: { authorization: `Bearer ${token}` },
    payload: { name: 'weak', permissions: ['airtime'], expiry: '1H', password: person.password },
  });
  weakKey = made.json<{ api_key: string }>().api_key;
});

test('every route says who may call it, in words and for programs', () => {
  assert.ok(operations.length > 40, `only ${operations.length} routes`);
  for (const { operationId, description } of operations) assert.match(description, /Open to .+\./, operationId);
});

test('a stranger is asked who he is on every route that is not open to anyone', async () => {
  const closed = operations.filter((one) => asksFor('access_token')(one) || asksFor('api_key')(one));
  assert.ok(closed.length > 20, `only ${closed.length} closed routes`);
  for (const operation of closed) {
    assert.deepEqual(await ask(operation), { status: 401, code: 'sign_in_required' }, operation.operationId);
    const forged = await ask(operation, { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } });
    assert.deepEqual(forged, { status: 401, code: 'access_token_invalid' }, operation.operationId);
  }
});

test('a key opens nothing but what it has the permission for', async () => {
  const closed = operations.filter((one) => asksFor('access_token')(one));
  for (const operation of closed) {
    const { status, code } = await ask(operation, { headers: { 'x-api-key': weakKey } });
    const refusals = asksFor('api_key')(operation)
      ? ['missing_permission']
      : ['person_required', 'staff_required', 'sign_in_required'];
    const isAirtime = operation.path.includes('/airtime/');
    if (!isAirtime) assert.ok(refusals.includes(code ?? ''), `${operation.operationId}: ${status} ${code}`);
  }
});

test('nobody but staff is let in where staff works', async () => {
  const forStaff = operations.filter(({ description }) => description.includes('Open to staff'));
  for (const operation of forStaff) {
    const answer = await ask(operation, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(answer, { status: 403, code: 'staff_required' }, operation.operationId);
  }
});

test('a token and a key together are refused, whoever they belong to', async () => {
  const operation = operations.find(({ operationId }) => operationId === 'getWallet');
  assert.ok(operation);
  const answer = await ask(operation, { headers: { authorization: `Bearer ${token}`, 'x-api-key': weakKey } });
  assert.deepEqual(answer, { status: 400, code: 'ambiguous_credentials' });
});

test('what nobody asks for is never a server error', async () => {
  for (const operation of operations) {
    const { status } = await ask(operation, { headers: { authorization: `Bearer ${token}` } });
    const isAllowed = status < 500 || (status === 503 && /google|apple|ready/i.test(operation.operationId));
    assert.ok(isAllowed, `${operation.operationId}: ${status}`);
  }
});
