import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eventually, testDatabase } from '#test';
import { createLogger } from '#platform/telemetry';
import { watchHorizon } from './horizon-watch.ts';

const database = await testDatabase();

test('a transaction left open raises the alarm with the name of its holder, and its end ends the alarm', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ level: 'info', name: 'trial', destination });
  let age = 0;
  const watch = watchHorizon({
    db: database.db,
    logger,
    measured: (seconds) => (age = seconds),
    everyMs: 10,
    alarmAfterSeconds: 0.1,
  });
  await database.transact(async (tx) => {
    await sql`select pg_current_xact_id() as forgotten`.execute(tx);
    // Another test's transaction in the same cluster may be older for a while, and is then the one that is named.
    await eventually('the alarm was raised', () => lines.some((line) => line.includes('forgotten')), 10_000);
  });
  const alarm = JSON.parse(lines.find((line) => line.includes('forgotten')) ?? '') as {
    msg: string;
    holder: { application_name: string; last_query: string };
  };
  assert.equal(alarm.msg, 'an old transaction keeps events from being read');
  assert.match(alarm.holder.last_query, /forgotten/);
  await eventually('the age fell', () => age < 0.1, 10_000);
  await watch.stop();
});
