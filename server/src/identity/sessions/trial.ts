import { createHash } from 'node:crypto';
import { after } from 'node:test';
import type pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { createDatabase, type Database } from '#platform/db';
import { announcing } from '#platform/events';
import { type Access, createHttp, type Http } from '#platform/http';
import { newId } from '#platform/id';
import { createJobs } from '#platform/jobs';
import { Secret } from '#platform/secret';
import { createAccess } from '../access.ts';
import { type Client } from '../client.ts';
import { createKeys, type Keys } from '../keys/keys.ts';
import { type PersonId } from '../person.ts';
import { principalOf } from '../principal.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import { type Issued } from './issue.ts';
import { addSessionRoutes } from './routes.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createStanding, type Standing } from './standing.ts';

export const issuer = 'https://wallet.example';
export const phone: Client = { address: '198.51.100.7', userAgent: 'phone', requestId: 'from the phone' };
export const laptop: Client = { address: '203.0.113.9', userAgent: 'laptop', requestId: 'from the laptop' };

export function derive(purpose: string): Secret {
  return new Secret(createHash('sha256').update(`only for tests: ${purpose}`).digest('base64url'));
}

/** What one process of the program has of sessions. Several of them share a database. */
export interface TrialProcess {
  readonly database: Database;
  readonly standing: Standing;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly http: Http;
  /** From now on it has no database. */
  cutOff(): Promise<void>;
  /** Signs somebody in and answers with his tokens. */
  logIn(person: PersonId, client?: Client): Promise<Issued>;
}

/** A database of the harness: as the application has it, and as its owner sees it. */
export interface TrialDatabase extends Database {
  readonly appUrl: Secret;
  owner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** Its connections are its own, so that it can be cut off alone. */
export async function trialProcess({ appUrl }: TrialDatabase): Promise<TrialProcess> {
  let closing: Promise<void> | undefined;
  const logger = pino({ level: 'silent' });
  const registry = new Registry();
  const database = announcing(
    createDatabase({
      url: appUrl,
      name: 'akawo trial',
      connections: 8,
      statementTimeoutMs: 10_000,
      lockTimeoutMs: 300,
      registry,
      onTrouble: () => {},
    }),
  );
  const standing = createStanding({ database, registry, logger });
  const tokens = createAccessTokens({ derive, standing, issuer });
  const sessions = createSessions({ database, standing, accessTokens: tokens, derive });
  const keys = createKeys({ database, standing, kind: 'test', registry, logger });
  const http = await createHttp({
    name: 'Akawo',
    version: '1',
    production: false,
    logger,
    registry,
    allowedOrigins: [],
    trustedProxies: 1,
    bodyLimitBytes: 65_536,
    requestTimeoutMs: 10_000,
    handlerTimeoutMs: 10_000,
    maxConnections: 1_000,
    rewrites: [],
    healthChecks: [],
    overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 1_000 },
    drain: { noticeMs: 0, timeoutMs: 2_000 },
  });
  const access = createAccess({ tokens, standing, keys, database });
  addSessionRoutes(http, { database, sessions, access });
  addTrialRoute(http, 'person', access.person);
  addTrialRoute(http, 'session', access.session);
  addTrialRoute(http, 'transfer', access.may('transfer'));
  addTrialRoute(http, 'staff', access.staff('support', 'admin'));
  const cutOff = () => (closing ??= database.close());
  await standing.ready;
  after(async () => {
    await http.close();
    await keys.stop();
    await standing.stop();
    await cutOff();
  });
  return {
    database,
    standing,
    tokens,
    sessions,
    keys,
    http,
    cutOff,
    logIn: (id, client = phone) => database.transact((tx) => sessions.start(tx, { person: { id }, client })),
  };
}

/** So that its routes may leave work behind, which nobody does. */
export async function openQueues({ database }: Pick<TrialProcess, 'database'>): Promise<void> {
  const jobs = createJobs({ database, registry: new Registry(), logger: pino({ level: 'silent' }) });
  await jobs.start();
  after(() => jobs.stop(0));
}

/** Answers with who was let in. */
function addTrialRoute(http: Http, name: string, access: Access): void {
  http.get(
    `/trial/${name}`,
    {
      config: { access },
      schema: {
        operationId: `trial_${name}`,
        summary: name,
        tags: ['Trial'],
        response: { 200: Type.Object({ kind: Type.String(), id: Type.String() }) },
      },
    },
    (request) => principalOf(request),
  );
}

let people = 0;

export async function newPerson({ owner }: TrialDatabase, role = 'user'): Promise<PersonId> {
  const id = newId<'people'>();
  people += 1;
  const code = people.toString(8).padStart(8, '9').replaceAll('0', 'Z').replaceAll('1', 'Y');
  await owner(
    `insert into identity.people (id, email, first_name, last_name, role, referral_code) values ($1, $2, 'Ada', 'Obi', $3, $4)`,
    [id, `person-${people}@example.com`, role, code],
  );
  return id;
}

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** A request from the phone, unless its headers say otherwise. */
export async function ask(
  { http }: TrialProcess,
  method: Method,
  url: string,
  { headers = {}, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: object } = {},
): Promise<Answer> {
  const from = { 'user-agent': phone.userAgent, 'x-forwarded-for': phone.address };
  const answer = await http.inject({ method, url, headers: { ...from, ...headers }, ...(body && { payload: body }) });
  const parsed = answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
  return { status: answer.statusCode, code: parsed['code'] as string | undefined, body: parsed, headers: answer.headers };
}

export function bearing(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
