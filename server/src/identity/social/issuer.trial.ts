import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createProviderClient } from '#platform/outbound';
import { createIdentityTokens, type IdentityTokens } from './identity-tokens.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { google, type Issuer } from './issuers.ts';

export const clientId = '1234-web.apps.googleusercontent.com';

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** An issuer that can be made to answer anything, and what we make of his tokens. */
export interface IssuerTrial {
  readonly url: string;
  readonly key: IssuerKey;
  readonly tokens: IdentityTokens;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** What is published from now on. */
  publish(...keys: readonly unknown[]): void;
  answerWith(answer: (response: ServerResponse) => void): void;
}

interface TrialOptions {
  readonly issuer?: Issuer;
  readonly key?: IssuerKey;
  readonly timeoutMs?: number;
  readonly cooldownMs?: number;
  readonly cacheMs?: number;
}

export async function createIssuerTrial(options: TrialOptions = {}): Promise<IssuerTrial> {
  const { issuer = google, timeoutMs = 300, cooldownMs, cacheMs } = options;
  const key = options.key ?? (await createIssuerKey());
  const asked: string[] = [];
  let answer = (response: ServerResponse) => sendJson(response, { keys: [key.jwk] });
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createProviderClient({
    name: `${issuer.provider}_keys`,
    baseUrl: url,
    timeoutMs,
    maxAnswerBytes: 65_536,
    registry: new Registry(),
    logger: pino({ level: 'silent' }),
  });
  after(async () => {
    await client.stop();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const keys = createIssuerKeys({ keysUrl: `${url}/keys`, client, cooldownMs, cacheMs });
  return {
    url,
    key,
    asked,
    tokens: createIdentityTokens({ issuer, clientIds: [clientId], keys }),
    publish(...published) {
      answer = (response) => sendJson(response, { keys: published });
    },
    answerWith(other) {
      answer = other;
    },
  };
}

export async function createIssuerKey(): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = randomBytes(8).toString('hex');
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The issuers' time is the real one. */
export function now(): number {
  return Math.floor(Date.now() / 1_000);
}
