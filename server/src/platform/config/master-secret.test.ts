import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Secret } from '#platform/secret';
import { deriveSecret, loadDotEnv, loadOrCreateSecret } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'akawo-secret-'));
after(() => rmSync(scratch, { recursive: true }));
const newHome = () => mkdtempSync(join(scratch, 'home-'));

test('a home gets one secret, readable only by its owner, and keeps it', () => {
  const home = join(newHome(), 'deeper');
  const made = loadOrCreateSecret(home).reveal();
  assert.ok(made.length >= 64);
  assert.equal(loadOrCreateSecret(home).reveal(), made);
  assert.deepEqual(readdirSync(home), ['secret']);
  chmodSync(join(home, 'secret'), 0o644);
  loadOrCreateSecret(home);
  assert.equal(statSync(join(home, 'secret')).mode & 0o777, 0o600);
});

test('processes that start at the same moment agree on one secret', async () => {
  const home = newHome();
  const script = `import { loadOrCreateSecret } from ${JSON.stringify(new URL('./index.ts', import.meta.url))};
    process.stdout.write(loadOrCreateSecret(${JSON.stringify(home)}).reveal());`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 10_000 });
  const printed = (await Promise.all([run(), run(), run()])).map(({ stdout }) => stdout);
  assert.deepEqual(new Set(printed), new Set([loadOrCreateSecret(home).reveal()]));
});

test('a damaged secret is reported and never replaced', () => {
  const home = newHome();
  writeFileSync(join(home, 'secret'), 'cut');
  assert.throws(() => loadOrCreateSecret(home), /is damaged/);
});

test('derived secrets depend on the master and the purpose, and on nothing else', () => {
  const [one, two] = [new Secret('master one'), new Secret('master two')];
  const derived = [deriveSecret(one, 'sessions'), deriveSecret(one, 'pepper'), deriveSecret(two, 'sessions')].map((secret) =>
    secret.reveal(),
  );
  assert.equal(new Set(derived).size, 3);
  assert.equal(deriveSecret(one, 'sessions').reveal(), derived[0]);
  assert.ok(derived.every((text) => Buffer.from(text, 'base64url').length === 32));
});

test('a derived secret stays the same from release to release', () => {
  assert.equal(deriveSecret(new Secret('master'), 'purpose').reveal(), 'WYfBZRjeOi_pojVVCxztAGEvizj0LvpjPw1FynCQcWY');
});

test('.env is read when it is there, missed by nobody when it is not', () => {
  const root = newHome();
  assert.deepEqual({ ...loadDotEnv(root) }, {});
  writeFileSync(join(root, '.env'), '# a comment\nPORT=4000\nSECRET_KEY="with # and = inside"\n');
  assert.deepEqual({ ...loadDotEnv(root) }, { PORT: '4000', SECRET_KEY: 'with # and = inside' });
  assert.equal(process.env['SECRET_KEY'], undefined);
});
