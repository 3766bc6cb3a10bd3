import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { clock } from '#platform/clock';
import { Secret } from '#platform/secret';
import { testDatabase } from '#test';
import type { Browser, Page } from './browser.trial.ts';
import { google, playedAt } from './issuers.ts';
import { googleClientId, socialWorld, type SocialWorld } from './trial.ts';

const database = await testDatabase();
const world = await socialWorld(database);
const callback = '/api/v1/auth/google/callback';
const refreshCookie = '__Host-akawo_refresh';
const ticketCookie = '__Host-akawo_sign_in';
const configured = { clientIds: [googleClientId], clientSecret: new Secret('GOCSPX-akawo-sandbox') };

const begin = (browser: Browser, { url }: SocialWorld = world) => browser.open(`${url}/api/v1/auth/google`);

/** As far as the address that Google sends the browser back to, which is not opened yet. */
async function walkBack(browser: Browser, somebody = 'Bola Adeyemi', where = world): Promise<string> {
  browser.stopAt.add(callback);
  const { url } = await browser.press(await browser.follow(await begin(browser, where), somebody), 'Continue');
  browser.stopAt.delete(callback);
  assert.equal(url.pathname, callback);
  return url.href;
}

function outcome(browser: Browser, page: Page): string {
  const isIn = browser.cookie(page, refreshCookie) !== undefined;
  return `${page.url.pathname}${page.url.search}${isIn ? ' signed in' : ''}`;
}

const failed = '/sign-in?problem=social_sign_in_failed';
const isIn = '/home signed in';

test('a person signs in with Google page by page, and the web app finds him signed in', async () => {
  const browser = world.browser();
  const chooser = await begin(browser);
  const asked = Object.fromEntries(chooser.url.searchParams);
  assert.equal(chooser.url.origin + chooser.url.pathname, `${world.sandbox}/google/o/oauth2/v2/auth`);
  const { state = '', nonce = '', code_challenge = '', ...plain } = asked;
  for (const drawn of [state, nonce, code_challenge]) assert.match(drawn, /^[\w-]{43}$/);
  assert.deepEqual(plain, {
    response_type: 'code',
    client_id: googleClientId,
    redirect_uri: world.url + callback,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
    prompt: 'select_account',
  });

  const consent = await browser.follow(chooser, 'ada.obi@gmail.com');
  assert.match(consent.text, /your e-mail address/);
  const home = await browser.press(consent, 'Continue');
  assert.equal(home.url.origin, world.url);
  assert.equal(outcome(browser, home), isIn);
  assert.equal(browser.cookie(home, ticketCookie), undefined, 'the ticket is used up');

  const refresh = await fetch(`${world.url}/api/v1/auth/refresh`, {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/json',
      'x-session-mode': 'cookie',
      'sec-fetch-site': 'same-origin',
      cookie: `${refreshCookie}=${browser.cookie(home, refreshCookie)}`,
    },
  });
  assert.equal(refresh.status, 200, await refresh.clone().text());
  const people = await database.owner('select email, first_name, last_name from identity.people');
  assert.deepEqual(people, [{ email: 'ada.obi@gmail.com', first_name: 'Ada', last_name: 'Obi' }]);

  const second = await browser.press(await browser.follow(await begin(browser), 'ada.obi@gmail.com'), 'Continue');
  assert.equal(outcome(browser, second), isIn);
  assert.equal((await database.owner('select from identity.people')).length, 1);
});

test('whoever has another account with Google adds it on the way', async () => {
  const browser = world.browser();
  const newcomer = { email: 'Ngozi@Company.example', first_name: 'Ngozi', last_name: 'Eze', email_verified: 'on' };
  const consent = await browser.press(await begin(browser), 'Continue', newcomer);
  assert.equal(outcome(browser, await browser.press(consent, 'Continue')), isIn);
  assert.match((await begin(browser)).text, /ngozi@company\.example/, 'and finds it there the next time');
});

test('who changes his mind, or whose address is not verified, comes back to the sign-in page with the reason', async () => {
  const browser = world.browser();
  const cancelled = await browser.press(await browser.follow(await begin(browser), 'Ada Obi'), 'Cancel');
  assert.equal(outcome(browser, cancelled), failed);
  const unverified = await browser.press(await browser.follow(await begin(browser), 'Chidi Okafor'), 'Continue');
  assert.equal(outcome(browser, unverified), '/sign-in?problem=identity_email_missing');
});

test('a return that this browser did not leave for is refused: nobody is signed in to the account of another', async () => {
  const [attacker, victim] = [world.browser(), world.browser()];
  const back = await walkBack(attacker);
  assert.equal(outcome(victim, await victim.open(back)), failed, 'without a ticket');
  await begin(victim);
  assert.equal(outcome(victim, await victim.open(back)), failed, 'with a ticket of his own');
});

test('without its state, with another, or with a ticket that was touched, a return is refused', async () => {
  const changes: ((url: URL, browser: Browser, key: string) => unknown)[] = [
    (url) => url.searchParams.delete('state'),
    (url) => url.searchParams.set('state', 'x'.repeat(43)),
    (url) => url.searchParams.set('state', ''),
    (url) => url.searchParams.delete('code'),
    (url) => url.searchParams.set('error', 'access_denied'),
    (_url, browser, key) => browser.cookies.set(key, `${browser.cookies.get(key)}x`),
    (_url, browser, key) => browser.cookies.set(key, 'e30.e30.e30.e30.e30'),
    (_url, browser, key) => browser.cookies.set(key, `a; ${ticketCookie}=${browser.cookies.get(key)}`),
  ];
  for (const change of changes) {
    const browser = world.browser();
    const url = new URL(await walkBack(browser));
    change(url, browser, `${url.host} ${ticketCookie}`);
    assert.equal(outcome(browser, await browser.open(url.href)), failed, String(change));
  }
});

test('a return is good once, even for a thief who has everything that the browser had', async () => {
  const browser = world.browser();
  const back = await walkBack(browser);
  const stolen = new Map(browser.cookies);
  assert.equal(outcome(browser, await browser.open(back)), isIn);
  assert.match(outcome(browser, await browser.open(back)), /^\/sign-in\?problem=social_sign_in_failed/, 'the ticket is gone');

  const thief = world.browser();
  for (const [key, value] of stolen) thief.cookies.set(key, value);
  assert.equal(outcome(thief, await thief.open(back)), failed, 'and the code is used up');
});

test('a code that was meant for somebody else is no good with one’s own ticket', async () => {
  const [victim, attacker] = [world.browser(), world.browser()];
  const code = new URL(await walkBack(victim)).searchParams.get('code') ?? '';
  const own = new URL(await walkBack(attacker, 'Burna'));
  own.searchParams.set('code', code);
  assert.equal(outcome(attacker, await attacker.open(own.href)), failed);
});

test('a ticket is good for ten minutes', async (t) => {
  t.after(() => clock.reset());
  const browser = world.browser();
  const back = await walkBack(browser);
  clock.move({ minutes: 11 });
  assert.equal(outcome(browser, await browser.open(back)), failed);
});

test('a program that comes by is told the same in problems', async () => {
  const answer = await fetch(`${world.url}${callback}?state=x&code=y`, { redirect: 'manual' });
  const { code } = (await answer.json()) as { code: string };
  assert.deepEqual([answer.status, code], [401, 'social_sign_in_failed']);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

test('a token out of the exchange is checked like any other: its nonce, its client, its issuer', async () => {
  const issuer = playedAt(world.sandbox, google);
  let said: object = {};
  const forger = createServer((_request, response) => {
    void world.token('google', { email: 'bola.adeyemi@gmail.com', ...said }).then((id_token) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id_token }));
    });
  }).listen(0, 'localhost');
  after(() => forger.close());
  await new Promise((listening) => forger.once('listening', listening));
  const tokenUrl = `http://localhost:${(forger.address() as AddressInfo).port}/token`;
  const trial = await socialWorld(database, { google: { ...configured, issuer: { ...issuer, tokenUrl } } });
  for (said of [{}, { nonce: 'another' }, { client_id: 'another' }, { claims: { iss: 'https://evil.example' } }]) {
    const browser = trial.browser();
    const page = await browser.open(await walkBack(browser, 'Bola Adeyemi', trial));
    assert.equal(outcome(browser, page), '/sign-in?problem=identity_token_invalid');
  }
});

test('while Google cannot be reached, or does not know us, signing in is not possible and says so', async () => {
  const issuer = playedAt(world.sandbox, google);
  const away = 'http://localhost:1/token';
  const cases = {
    'no keys': { ...configured, issuer: { ...issuer, keysUrl: away } },
    'no exchange': { ...configured, issuer: { ...issuer, tokenUrl: away } },
    'a wrong secret': { ...configured, issuer, clientSecret: new Secret('wrong') },
  };
  const pages = Object.values(cases).map(async (options) => {
    const trial = await socialWorld(database, { google: options });
    const browser = trial.browser();
    return outcome(browser, await browser.open(await walkBack(browser, 'Bola Adeyemi', trial)));
  });
  assert.deepEqual(
    await Promise.all(pages),
    Object.keys(cases).map(() => '/sign-in?problem=social_sign_in_unavailable'),
  );
});

test('what is not configured is not to be had', async () => {
  const trial = await socialWorld(database, { google: undefined, apple: undefined });
  const browser = trial.browser();
  assert.equal(outcome(browser, await begin(browser, trial)), '/sign-in?problem=social_sign_in_unavailable');
  for (const provider of ['google', 'apple'] as const) {
    const { status, code } = await trial.signIn(provider, {
      id_token: await trial.token(provider, { email: 'ada.obi@gmail.com' }),
    });
    assert.deepEqual([status, code], [503, 'social_sign_in_unavailable']);
  }
});
