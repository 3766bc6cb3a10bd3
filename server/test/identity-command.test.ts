import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assembleFor, testDatabase } from '#test';

const secret = 'only-for-tests-'.repeat(3);
const database = await testDatabase();
const akawo = await assembleFor(database.appUrl, { SECRET_KEY: secret });
after(() => akawo.stop());

interface Run {
  readonly code: number;
  readonly out: string;
}

function command(...args: readonly string[]): Promise<Run> {
  const env = {
    PATH: process.env['PATH'],
    AKAWO_ENV: 'test',
    SECRET_KEY: secret,
    DATABASE_URL: database.ownerUrl.reveal(),
    DATABASE_APP_URL: database.appUrl.reveal(),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../src/cli.ts'), ...args],
      { env, timeout: 20_000 },
      (error, out, trouble) => resolve({ code: error === null ? 0 : Number(error.code), out: out + trouble }),
    );
  });
}

async function post(path: string, payload: object) {
  return akawo.http.inject({ method: 'POST', url: `/api/v1/auth/${path}`, payload });
}

const email = 'boss@example.ng';
const password = 'violet kettle on the moon';

test('an admin made from the command line sets his own password, which nobody else has seen', async () => {
  await akawo.start();
  const made = await command('admin', 'create', email, '--first-name', 'Amina');
  assert.equal(made.code, 0, made.out);
  const code = /\/reset-password#code=([\w-]{70})\b/.exec(made.out)?.[1];
  assert.ok(code, made.out);
  assert.equal((await post('password/reset', { code, new_password: password })).statusCode, 204);
  const session = (await post('login', { email, password })).json<{ user: { role: string; first_name: string } }>();
  assert.equal(session.user.role, 'admin');
  assert.equal(session.user.first_name, 'Amina');
});

test('somebody who has an account becomes an admin and stops being one, and each time his sessions end', async () => {
  const person = { email: 'ada@example.ng', password, first_name: 'Ada', last_name: 'Obi' };
  const first = (await post('signup', person)).json<{ access_token: string }>();
  const me = (token: string) => akawo.http.inject({ url: '/api/v1/users/me', headers: { authorization: `Bearer ${token}` } });
  assert.equal((await me(first.access_token)).statusCode, 200);

  assert.match((await command('admin', 'create', person.email)).out, /is an admin/);
  const second = (await post('login', { email: person.email, password })).json<{
    access_token: string;
    user: { role: string };
  }>();
  assert.equal(second.user.role, 'admin');
  assert.match((await command('admin', 'remove', person.email)).out, /no admin any more/);
  assert.match((await command('admin', 'remove', person.email)).out, /was no admin/);
  assert.match((await command('admin', 'remove', 'nobody@example.ng')).out, /was no admin/);
  for (const token of [first.access_token, second.access_token]) assert.equal((await me(token)).statusCode, 401);
});

test('a new key signs access tokens, and what the old one signed stays good', async () => {
  const before = (await post('login', { email, password })).json<{ access_token: string }>();
  assert.match((await command('tokens', 'rotate')).out, /signed with key 2/);
  const answer = await akawo.http.inject({
    url: '/api/v1/users/me',
    headers: { authorization: `Bearer ${before.access_token}` },
  });
  assert.equal(answer.statusCode, 200);
});
