import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify as verifyPlain } from '@node-rs/argon2';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createHttp } from '#platform/http';
import { testDatabase } from '#test';
import { trialProcess } from '../sessions/trial.ts';
import { hasher, otherPepper, payer, pinPepper, rent, trialPins } from './trial.ts';

const database = await testDatabase();
const real = await trialProcess(database);
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
const http = await createHttp({
  name: 'Akawo',
  version: '1',
  production: false,
  logger,
  registry: new Registry(),
  allowedOrigins: [],
  trustedProxies: 1,
  bodyLimitBytes: 65_536,
  requestTimeoutMs: 10_000,
  handlerTimeoutMs: 10_000,
  maxConnections: 10,
  rewrites: [],
  healthChecks: [],
  overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 10 },
  drain: { noticeMs: 0, timeoutMs: 100 },
});
const here = { ...real, http };
trialPins(here);

const password = 'nobody will see this';

/** Everything that the database holds, as text, but for clock times, whose digits may be anything. */
async function dump(): Promise<string> {
  const tables = await database.owner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  assert.ok(tables.length > 10);
  const rows = await Promise.all(
    tables.map(({ name }) => database.owner<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  return rows
    .flat()
    .map(({ row }) => row.replaceAll(/\d\d:\d\d:\d\d(?:\.\d+)?/g, ''))
    .join('\n');
}

test('no PIN, password or token is in the log or in the database, whatever became of it', async (t) => {
  const secrets = ['739154', '482650', '905183', '618302', password];
  const [first = '', second = '', wrong = '', third = ''] = secrets;
  const ada = await payer(database, here, { password });
  const say = (path: string, body: object) => ada.ask(here, path, body);
  await say('', { pin: first, password });
  await say('', { pin: second, current_pin: first });
  await say('', { pin: third, current_pin: wrong });
  await say('', { pin: `${third}0`, password: [password] });
  await say('/verify', { pin: wrong, intent: rent });
  await say('/verify', { pin: wrong, intent: rent, [wrong]: wrong });
  await say('/verify', { pin: { [third]: third }, intent: rent });
  const { body, status } = await say('/verify', { pin: second, intent: rent });
  assert.equal(status, 200);
  secrets.push(String(body['pin_token']));

  const log = lines.join('');
  const kept = await dump();
  assert.ok(lines.length >= 8 && kept.includes(ada.owner.personId));
  for (const secret of secrets) {
    assert.ok(!log.includes(secret), `${secret} is in the log`);
    const alone = new RegExp(`(?<![0-9a-f])${RegExp.escape(secret)}(?![0-9a-f])`);
    assert.doesNotMatch(kept, alone, 'it is in the database');
  }
  t.diagnostic(`canaries=${secrets.length} log_lines=${lines.length} hits=0`);
});

test('a stolen hash gives up its PIN to nobody without the pepper, though it is among those that are tried', async (t) => {
  const pin = '7391';
  const ada = await payer(database, here, { pin });
  const [row] = await database.owner<{ hash: string }>('select hash from identity.pins where person_id = $1', [
    ada.owner.personId,
  ]);
  const stolen = row?.hash ?? '';
  assert.match(stolen, /^\$argon2id\$/);
  const guessedBy = async (isIt: (guess: string) => Promise<boolean>) => {
    const hits: string[] = [];
    for (let number = 7_000; number < 8_000; number += 100) {
      const guesses = Array.from({ length: 100 }, (_, index) => String(number + index).padStart(4, '0'));
      const found = await Promise.all(guesses.map(isIt));
      hits.push(...guesses.filter((_, index) => found[index]));
    }
    return hits;
  };
  assert.deepEqual(await guessedBy((guess) => verifyPlain(stolen, guess)), []);
  const foreign = hasher.withPepper(otherPepper);
  assert.deepEqual(await guessedBy((guess) => foreign.verify(guess, stolen)), []);
  const ours = hasher.withPepper(pinPepper);
  assert.deepEqual(await guessedBy((guess) => ours.verify(guess, stolen)), [pin]);
  t.diagnostic('tried=1000 without_pepper=0 with_other_pepper=0 with_pepper=1');
});
