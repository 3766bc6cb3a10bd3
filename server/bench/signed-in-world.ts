import { randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { announcing } from '#platform/events';
import { type Access, anyone, createHttp, type Http } from '#platform/http';
import { Secret } from '#platform/secret';
import { cloneDatabase, connect } from '#test';
import { createAccess } from '../src/identity/access.ts';
import { createKeys, type Keys } from '../src/identity/keys/keys.ts';
import { createPerson } from '../src/identity/people/create-person.ts';
import { createAccessTokens } from '../src/identity/sessions/access-tokens.ts';
import { createSessions } from '../src/identity/sessions/sessions.ts';
import { createStanding } from '../src/identity/sessions/standing.ts';

/** A server with one and the same route three times, and people and programs who are signed in. */
export interface SignedInWorld {
  readonly port: number;
  readonly tokens: readonly string[];
  readonly apiKeys: readonly string[];
  readonly verifyKey: Keys['verify'];
  close(): Promise<void>;
}

const eachHas = 5;
const atOnce = 20;
const client = { address: '127.0.0.1', userAgent: 'bench', requestId: 'bench' };

/** With so many access tokens and as many keys, five to a person. */
export async function createSignedInWorld(credentials: number): Promise<SignedInWorld> {
  const clone = await cloneDatabase();
  const logger = pino({ level: 'silent' });
  const registry = new Registry();
  const master = randomBytes(32).toString('base64url');
  const derive = (purpose: string) => new Secret(`${master} ${purpose}`);
  const database = announcing(connect(clone.appUrl));
  const standing = createStanding({ database, registry, logger });
  const accessTokens = createAccessTokens({ derive, standing, issuer: 'http://localhost' });
  const sessions = createSessions({ database, standing, accessTokens, derive });
  const keys = createKeys({ database, standing, kind: 'test', registry, logger });
  const http = await createServer(registry);
  const access = createAccess({ tokens: accessTokens, standing, keys, database });
  addRoute(http, 'bare', anyone);
  addRoute(http, 'person', access.person);
  addRoute(http, 'program', access.may('read'));
  await standing.ready;

  const tokens: string[] = [];
  const apiKeys: string[] = [];
  async function addPerson(number: number): Promise<void> {
    const person = await database.transact((tx) =>
      createPerson(tx, { email: `person-${number}@example.com`, first_name: 'Ada', last_name: 'Obi' }),
    );
    for (let of = 0; of < eachHas; of += 1) {
      tokens.push((await database.transact((tx) => sessions.start(tx, { person, client }))).access_token);
      const key = await keys.create({ personId: person.id }, { name: 'bench', permissions: ['read'], expiry: '1D' });
      apiKeys.push(key.api_key);
    }
  }
  for (let first = 0; first < credentials / eachHas; first += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => addPerson(first + index)));

  await http.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: (http.server.address() as AddressInfo).port,
    tokens,
    apiKeys,
    verifyKey: keys.verify,
    async close() {
      await http.close();
      await keys.stop();
      await standing.stop();
      await database.close();
      await clone.drop();
    },
  };
}

/** Without a log and without limits, which cost the bare route as much: what is added weighs the most here. */
function createServer(registry: Registry): Promise<Http> {
  return createHttp({
    name: 'Akawo',
    version: '1',
    production: false,
    logger: pino({ level: 'silent' }),
    registry,
    allowedOrigins: [],
    trustedProxies: 0,
    bodyLimitBytes: 65_536,
    requestTimeoutMs: 10_000,
    handlerTimeoutMs: 10_000,
    maxConnections: 1_000,
    rewrites: [],
    healthChecks: [],
    overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 1_000 },
    drain: { noticeMs: 0, timeoutMs: 2_000 },
  });
}

function addRoute(http: Http, name: string, access: Access): void {
  const response = { 200: Type.Object({ balance: Type.Integer() }) };
  const schema = { operationId: name, summary: name, tags: ['Bench'], response };
  http.get(`/${name}`, { config: { access }, schema }, () => ({ balance: 150_000 }));
}
