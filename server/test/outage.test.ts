import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cloneDatabase, eventually, forgetfulSettings, furnish, startServer } from '#test';
import { startEmbeddedPostgres } from '#platform/embedded';
import { Secret } from '#platform/secret';

const home = mkdtempSync(join(tmpdir(), 'akawo-outage-'));
const startDatabase = () => startEmbeddedPostgres({ home, settings: forgetfulSettings, claim: 'own' });
let postgres = await startDatabase();
after(async () => {
  await postgres.stop();
  rmSync(home, { recursive: true });
});

test('while the database is away the server says so and lives on; when it is back, so is the server, by itself', async () => {
  const ownerUrl = new Secret(postgres.ownerUrl);
  const appUrl = await furnish(ownerUrl);
  const server = await startServer({ ownerUrl, appUrl });
  const ready = async () => (await fetch(`${server.url}/health/ready`)).status;
  assert.equal(await ready(), 200);

  await postgres.stop();
  await eventually('readiness is 503', async () => (await ready()) === 503);
  assert.equal((await fetch(`${server.url}/health`)).status, 200);

  postgres = await startDatabase();
  assert.equal(postgres.ownerUrl, ownerUrl.reveal());
  await eventually('the server is ready again', async () => (await ready()) === 200, 10_000);
  assert.equal(await server.stop(), 0);
});

test('a process that may only use the database waits for nobody: on a schema that is older than the program it refuses in words', async () => {
  const clone = await cloneDatabase();
  after(() => clone.drop());
  const { default: pg } = await import('pg');
  const owner = new pg.Client({ connectionString: clone.ownerUrl.reveal() });
  await owner.connect();
  await owner.query("delete from platform.migrations where name like 'jobs:%'");
  await owner.end();
  await assert.rejects(startServer(clone, { DATABASE_URL: '' }), /older than this program: jobs:pg-boss-[\d.]+ is not applied/);
});
