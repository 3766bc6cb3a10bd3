import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Secret } from '#platform/secret';
import { type TrialWorld, trialWorld } from '../credentials/trial.ts';
import { derive } from '../sessions/trial.ts';
import { type Browser, openBrowser } from './browser.trial.ts';
import { apple, google, playedAt, type Provider } from './issuers.ts';
import { addSocialRoutes } from './routes.ts';
import { createSocial, type SocialOptions } from './social.ts';

/** As they are registered in the sandbox. */
export const googleClientId = 'akawo-sandbox.apps.googleusercontent.com';
const appleClientId = 'ng.akawo.sandbox';
const googleClientSecret = new Secret('GOCSPX-akawo-sandbox');

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly user: { readonly id: string; readonly email: string; readonly first_name: string; readonly last_name: string };
  readonly body: Readonly<Record<string, unknown>>;
}

/** One for all worlds of a test file. */
let playing: Promise<string> | undefined;

export interface SocialWorld extends TrialWorld {
  readonly url: string;
  readonly sandbox: string;
  readonly browser: () => Browser;
  /** A token of the sandbox's issuer about somebody, with whatever else it shall say. */
  token(provider: Provider, about: { readonly email: string } & Readonly<Record<string, unknown>>): Promise<string>;
  signIn(provider: Provider, body: Readonly<Record<string, unknown>>): Promise<Answer>;
  rotateKeys(provider: Provider): Promise<void>;
}

/** The log-in with Google and Apple, listening, beside a sandbox that plays them: two programs that know each other's addresses. */
export async function socialWorld(
  connection: Parameters<typeof trialWorld>[0],
  changes: Partial<SocialOptions> = {},
): Promise<SocialWorld> {
  const [world, sandbox, port] = await Promise.all([trialWorld(connection), (playing ??= startSandbox()), freePort()]);
  const url = `http://localhost:${port}`;
  const social = createSocial({
    google: { issuer: playedAt(sandbox, google), clientIds: [googleClientId], clientSecret: googleClientSecret },
    apple: { issuer: playedAt(sandbox, apple), clientIds: [appleClientId] },
    publicUrl: url,
    derive,
    database: world.database,
    sessions: world.sessions,
    welcome: world.parts.welcome,
    registry: new Registry(),
    logger: pino({ level: 'silent' }),
    keys: { cooldownMs: 0 },
    ...changes,
  });
  after(() => social.stop());
  addSocialRoutes(world.http, { social, publicUrl: url });
  await world.http.listen({ host: 'localhost', port });

  const post = (address: string, body: object) =>
    fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  return {
    ...world,
    url,
    sandbox,
    browser: openBrowser,
    async token(provider, about) {
      const answer = await post(`${sandbox}/${provider}/id-tokens`, about);
      assert.equal(answer.status, 200);
      return ((await answer.json()) as { id_token: string }).id_token;
    },
    async signIn(provider, given) {
      const answer = await post(`${url}/api/v1/auth/social/${provider}`, given);
      const body = (await answer.json()) as Answer['body'];
      const { code, user } = body as unknown as Answer;
      return { status: answer.status, code, user, body };
    },
    async rotateKeys(provider) {
      const answer = await fetch(`${sandbox}/${provider}/keys/rotate`, { method: 'POST', redirect: 'manual' });
      assert.equal(answer.status, 303);
    },
  };
}

/** The sandbox as people start it, on a port of its own. */
async function startSandbox(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
  const program = join(import.meta.dirname, '../../../../sandbox/src/main.ts');
  const child = fork(program, { env: { AKAWO_HOME: home, SANDBOX_PORT: '0' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  after(async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(home, { recursive: true });
  });
  const [ready] = (await Promise.race([once(child, 'message'), exited])) as [{ urls?: { Sandbox: string } } | number];
  assert.ok(typeof ready === 'object' && ready.urls !== undefined, `the sandbox did not start: ${JSON.stringify(ready)}`);
  return ready.urls.Sandbox;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
