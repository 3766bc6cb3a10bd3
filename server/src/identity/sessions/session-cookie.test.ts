import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { type Answer, ask, bearing, newPerson, trialProcess } from './trial.ts';

const database = await testDatabase();
const process = await trialProcess(database);
const browser = {
  'x-session-mode': 'cookie',
  host: 'wallet.example',
  origin: 'https://wallet.example',
  'sec-fetch-site': 'same-origin',
};

const refresh = (headers: Readonly<Record<string, string>>, body: object = {}) =>
  ask(process, 'POST', '/api/v1/auth/refresh', { headers, body });
const cookieOf = ({ headers }: Answer) => /^__Host-akawo_refresh=([^;]*)/.exec(String(headers['set-cookie']))?.[1] ?? '';
const signIn = async () => process.logIn(await newPerson(database));
const holding = (token: string) => ({ cookie: `theme=dark; __Host-akawo_refresh=${token}; x=1` });

test('in a browser the refresh token goes in a cookie that no script and no other site can use, and not in the body', async () => {
  const { refresh_token: token } = await signIn();
  const answer = await refresh({ ...browser, ...holding(token) });
  assert.equal(answer.status, 200);
  assert.equal('refresh_token' in answer.body, false);
  assert.match(
    String(answer.headers['set-cookie']),
    /^__Host-akawo_refresh=[\w-]{70}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal((await refresh({ ...browser, ...holding(cookieOf(answer)) })).status, 200);
});

const foreign = [
  { what: 'a page of another site', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
  { what: 'a page of a sister site', headers: { origin: 'https://blog.wallet.example', 'sec-fetch-site': 'same-site' } },
  {
    what: 'a foreign page in a browser that says little',
    headers: { origin: 'https://evil.example', 'sec-fetch-site': undefined },
  },
  { what: 'a foreign page that claims more than a browser would', headers: { origin: 'https://evil.example' } },
  { what: 'our own origin, but from elsewhere', headers: { 'sec-fetch-site': 'cross-site' } },
  { what: 'another port', headers: { origin: 'https://wallet.example:8443', 'sec-fetch-site': undefined } },
  { what: 'a page without an origin', headers: { origin: 'null' } },
  { what: 'a link or an address bar', headers: { origin: undefined, 'sec-fetch-site': 'none' } },
  { what: 'nobody who says where he is from', headers: { origin: undefined, 'sec-fetch-site': undefined } },
];
for (const { what, headers } of foreign) {
  test(`${what} can not use the cookie`, async () => {
    const { refresh_token: token } = await signIn();
    const sent = Object.entries({ ...browser, ...holding(token), ...headers }).filter(([, value]) => value !== undefined);
    const answer = await refresh(Object.fromEntries(sent) as Record<string, string>);
    assert.deepEqual([answer.status, answer.code], [403, 'origin_refused']);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal((await refresh({ ...browser, ...holding(token) })).status, 200, 'the token was not used up');
  });
}

test('without the header of the mode a cookie counts for nothing, and with it a body does', async () => {
  const { refresh_token: token } = await signIn();
  assert.equal((await refresh({ host: 'wallet.example', ...holding(token) })).code, 'refresh_token_invalid');
  assert.equal((await refresh(browser, { refresh_token: token })).code, 'refresh_token_invalid');
  assert.equal((await refresh({ ...browser, 'x-session-mode': 'both', ...holding(token) })).code, 'validation_failed');
});

test('of two cookies of the name neither is believed', async () => {
  const { refresh_token: token } = await signIn();
  const planted = { cookie: `__Host-akawo_refresh=${token}; __Host-akawo_refresh=${token}` };
  assert.equal((await refresh({ ...browser, ...planted })).code, 'refresh_token_invalid');
});

test('logging out takes the cookie away', async () => {
  const { access_token } = await signIn();
  const answer = await ask(process, 'POST', '/api/v1/auth/logout', { headers: { ...browser, ...bearing(access_token) } });
  assert.equal(answer.status, 204);
  assert.match(
    String(answer.headers['set-cookie']),
    /^__Host-akawo_refresh=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
});
