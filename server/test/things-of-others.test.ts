import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type PersonId } from '#identity';
import { assembleFor, testDatabase } from '#test';
import { fieldsOf, type Operation, operationsOf, readDocument, type Document } from './operations.ts';

/** What a person has that a request can name. */
type Thing = 'id' | 'session' | 'apiKey' | 'device' | 'wallet' | 'transaction' | 'reference' | 'bulk';
type Things = Readonly<Record<Thing, string>>;

interface Someone {
  readonly things: Things;
  readonly email: string;
  readonly headers: Readonly<Record<string, string>>;
}

const database = await testDatabase();
const akawo = await assembleFor(database.appUrl, { LIMIT_IP_PER_MINUTE: '1000000', LIMIT_GLOBAL_PER_MINUTE: '1000000' });
after(() => akawo.stop());
const password = 'violet kettle on the moon';

/** What each route names by its path. A route that names something and is not here fails the test. */
const named: Readonly<Record<string, readonly Thing[]>> = {
  endSession: ['session'],
  rollOverApiKey: ['apiKey'],
  revokeApiKey: ['apiKey'],
  forgetDevice: ['device'],
  makeWalletDefault: ['wallet'],
  getBulkTransfer: ['bulk'],
  getTransaction: ['transaction', 'reference'],
  getReceipt: ['transaction', 'reference'],
  getBalanceOfUser: ['id'],
  listTransactionsOfUser: ['id'],
};
/** Pictures are for everybody who knows their random names. */
const openToAnyone = ['getAvatar'];
/** Staff acts upon others; that nobody else does is what `strangers.test.ts` proves. */
const ofStaff = ({ description }: Operation) => description.includes('Open to staff');
/** What names something in a body or a query and is none of the person's things, or is looked up as one of his own. */
const harmless = [
  // Of OAuth 2; says nothing here.
  'logIn: client_id',
  // A token for a key that is not his makes nothing: see `rollOverApiKey`.
  'verifyPin: intent.id',
  // Google and Apple vouch for whoever it is about.
  'signInWithGoogle: id_token',
  'signInWithApple: id_token',
];

const bodies: Readonly<Record<string, object>> = { rollOverApiKey: { expiry: '1D', password } };

async function ask(
  method: Operation['method'],
  url: string,
  { headers, body }: { readonly headers?: Readonly<Record<string, string>> | undefined; readonly body?: object | undefined } = {},
) {
  const answer = await akawo.http.inject({
    method,
    url,
    headers: { 'idempotency-key': randomUUID(), ...headers },
    ...(body !== undefined && { payload: body }),
  });
  const isJson = /json/.test(String(answer.headers['content-type']));
  const { request_id: _, ...said } = isJson && answer.body !== '' ? answer.json<Record<string, unknown>>() : {};
  return { status: answer.statusCode, said, text: answer.body };
}

/** Somebody who has one of everything. */
async function someone(name: string): Promise<Someone> {
  const email = `${name}@example.ng`;
  const made = await ask('POST', '/api/v1/auth/signup', {
    body: { email, password, first_name: name, last_name: 'Obi' },
  });
  const id = (made.said['user'] as { id: PersonId }).id;
  const headers = { authorization: `Bearer ${String(made.said['access_token'])}` };
  const as = async (method: Operation['method'], path: string, body?: object) => {
    const { status, said } = await ask(method, `/api/v1${path}`, { headers, body });
    assert.ok(status < 300, `${path}: ${JSON.stringify(said)}`);
    return said;
  };
  await akawo.modules.wallet.giveDemoMoney(id, name, 1_000_000);
  const transfer = { amount: 10_000, email: 'carl@example.ng' };
  const { id: transaction, reference } = await as('POST', '/transfers', transfer);
  const { id: bulk } = await as('POST', '/transfers/bulk', { transfers: [transfer] });
  const key = { name: 'shop', permissions: ['read', 'deposit', 'transfer', 'withdraw', 'airtime'], expiry: '1D', password };
  const { id: apiKey } = await as('POST', '/api-keys', key);
  const device = `device-of-${name}-${randomUUID()}`;
  await as('POST', '/devices', { token: device, platform: 'web' });
  const { id: wallet } = await as('POST', '/wallets', { currency: 'GHS' });
  await ask('POST', '/api/v1/auth/login', { body: { email, password } });
  const { data } = (await as('GET', '/auth/sessions')) as { data: { id: string; current: boolean }[] };
  const session = data.find(({ current }) => !current)?.id;
  const things = { id, session, apiKey, device, wallet, transaction, reference, bulk };
  for (const [what, text] of Object.entries(things)) assert.equal(typeof text, 'string', what);
  return { things: things as Things, email, headers };
}

let document: Document;
let operations: readonly Operation[];
let ada: Someone;
let mallory: Someone;
let program: Readonly<Record<string, string>>;

before(async () => {
  await akawo.start();
  document = await readDocument(akawo);
  operations = operationsOf(document);
  await ask('POST', '/api/v1/auth/signup', {
    body: { email: 'carl@example.ng', password, first_name: 'Carl', last_name: 'Obi' },
  });
  [ada, mallory] = [await someone('ada'), await someone('mallory')];
  const { said } = await ask('POST', '/api/v1/api-keys', {
    headers: mallory.headers,
    body: { name: 'all', permissions: ['read', 'deposit', 'transfer', 'withdraw', 'airtime'], expiry: '1D', password },
  });
  program = { 'x-api-key': String(said['api_key']) };
});

const inPath = ({ parameters = [] }: Operation) => parameters.filter((one) => one.in === 'path');
const naming = () =>
  operations.filter((one) => inPath(one).length > 0 && !ofStaff(one) && !openToAnyone.includes(one.operationId));
const addressOf = ({ path }: Operation, thing: string) => path.replace(/\{\w+\}/, encodeURIComponent(thing));

/** Everything that is kept about somebody, but for what others change by paying him. */
async function keptOf({ things: { id } }: Someone): Promise<unknown> {
  const tables = ['api_keys', 'sessions', 'devices', 'pins', 'mail_codes', 'security_events', 'known_devices'];
  const own = tables.map((table) => `(select jsonb_agg(to_jsonb(t) order by t) from identity.${table} t where person_id = $1)`);
  const [kept] = await database.owner(
    `select to_jsonb(p) as person, jsonb_build_array(${own.join(', ')}) as identity,
       (select jsonb_agg(to_jsonb(w) order by w) from wallet.wallets w where person_id = $1) as wallets
     from identity.people p where id = $1`,
    [id],
  );
  return kept;
}

test('every route that names something says what, so that it can be tried with the thing of another', () => {
  assert.deepEqual(
    naming()
      .map(({ operationId }) => operationId)
      .toSorted(),
    Object.keys(named).toSorted(),
  );
  for (const operation of operations) assert.ok(inPath(operation).length <= 1, operation.operationId);
  const mentions = operations.flatMap(({ operationId, parameters = [], requestBody }) => {
    const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
    const queries = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const fields = [...queries, ...schemas.flatMap((schema) => [...fieldsOf(document, schema)])];
    return [...new Set(fields)]
      .filter((field) => /(?:^|[._])(?:ids?|token)(?:$|_)/.test(field))
      .map((field) => `${operationId}: ${field}`);
  });
  const others = mentions.filter((one) => !harmless.includes(one));
  assert.deepEqual(others, ['refreshSession: refresh_token', 'registerDevice: token']);
});

test('the thing of another looks as if it were not there, to a person and to his program, and stays as it is', async () => {
  const kept = await keptOf(ada);
  let cells = 0;
  for (const operation of naming()) {
    for (const kind of named[operation.operationId] ?? []) {
      for (const headers of [mallory.headers, program]) {
        const { operationId, method } = operation;
        const asked = { headers, body: bodies[operationId] };
        const [others, absent] = [
          await ask(method, addressOf(operation, ada.things[kind]), asked),
          await ask(method, addressOf(operation, randomUUID()), asked),
        ];
        assert.deepEqual([others.status, others.said], [absent.status, absent.said], `${operationId} by ${kind}`);
        // To forget a device that is not there is no mistake.
        assert.ok([403, 404].includes(others.status) || operationId === 'forgetDevice', `${operationId}: ${others.status}`);
        cells += 2;
      }
    }
  }
  assert.deepEqual(await keptOf(ada), kept);
  assert.ok(cells >= 40, `only ${cells} were tried`);
});

test('nothing of another is in any answer that names nobody', async () => {
  const secrets = [...Object.values(ada.things), ada.email];
  const lists = operations.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/v1/') && !path.includes('{'));
  let answered = 0;
  for (const { path, operationId } of lists) {
    const cursors = Object.values(ada.things).map((thing) => Buffer.from(JSON.stringify([thing])).toString('base64url'));
    const pages = ['', ...(operationId.startsWith('list') ? cursors.map((cursor) => `?cursor=${cursor}`) : [])];
    for (const page of pages) {
      const { status, text } = await ask('GET', `${path}${page}`, { headers: mallory.headers });
      answered += status === 200 ? 1 : 0;
      for (const secret of secrets) assert.ok(!text.includes(secret), `${operationId}${page} tells ${secret}`);
    }
  }
  assert.ok(answered >= 15, `only ${answered} answered`);
});

test('with his own things each of these routes does what it is for', async () => {
  const mine = mallory.things;
  const endingLast = naming().toSorted((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'));
  for (const operation of endingLast) {
    for (const kind of named[operation.operationId] ?? []) {
      const { operationId, method } = operation;
      const own = { headers: mallory.headers, body: bodies[operationId] };
      const { status, said } = await ask(method, addressOf(operation, mine[kind]), own);
      assert.ok(status < 300, `${operationId} by ${kind}: ${status} ${JSON.stringify(said)}`);
    }
  }
});
