import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { eventually, testDatabase } from '#test';
import { type PersonId } from '../person.ts';
import { type ApiKeyId } from '../principal.ts';
import { apiKeyExpired, apiKeyRevoked } from '../problems.ts';
import { newPerson, phone, trialProcess } from '../sessions/trial.ts';
import { type NewApiKey } from './api-key.ts';
import { makeKeyText } from './key-text.ts';
import { createKeyVerifier, type VerifyKey } from './verify-key.ts';

const database = await testDatabase();
const here = await trialProcess(database);
const elsewhere = await trialProcess(database);
let ada: PersonId;

before(async () => {
  ada = await newPerson(database, 'admin');
});

/** A key of a person of its own, so that no test runs into the limit of another. */
async function newKey(
  changes: { permissions?: readonly ('read' | 'transfer')[]; allowed_addresses?: readonly string[] } = {},
): Promise<NewApiKey & { owner: PersonId }> {
  const owner = await newPerson(database);
  const key = await here.keys.create({ personId: owner }, { name: 'Till', permissions: ['transfer'], expiry: '1D', ...changes });
  return { ...key, owner };
}

const verify = (text: string, { keys } = here, address = phone.address) => (async () => keys.verify(text, address))();
const refused = (code: string) => ({ code });

/** Counts how often the database is asked. */
function watched(isFresh = here.standing.isFresh): { check: VerifyKey; reads: () => number; notes: () => number } {
  let reads = 0;
  let notes = 0;
  const check = createKeyVerifier({
    database: {
      get db() {
        reads++;
        return here.database.db;
      },
    },
    standing: { ...here.standing, isFresh },
    kind: 'test',
    use: { note: () => void notes++ },
    registry: new Registry(),
  });
  return { check, reads: () => reads, notes: () => notes };
}

test('a mistyped, invented or foreign key is refused without asking the database', async () => {
  const { check, reads } = watched();
  const { api_key } = await newKey();
  const typo = api_key.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'));
  for (const text of [typo, api_key.slice(0, -1), 'ak_test_', '', 'x'.repeat(10_000), api_key.toUpperCase(), makeKeyText('live')])
    assert.throws(() => check(text, phone.address), refused('api_key_invalid'));
  assert.equal(reads(), 0);
});

test('a key that nobody has is refused by one read', async () => {
  const { check, reads } = watched();
  await assert.rejects(async () => check(makeKeyText('test'), phone.address), refused('api_key_invalid'));
  assert.equal(reads(), 1);
});

test('a good key is read once and then known, with what it may do and never with the powers of staff', async () => {
  const { check, reads } = watched();
  const key = await here.keys.create({ personId: ada }, { name: 'Admin’s', permissions: ['read', 'transfer'], expiry: '1H' });
  const first = await check(key.api_key, phone.address);
  assert.deepEqual(first, {
    kind: 'key',
    id: key.id,
    personId: ada,
    role: 'user',
    keyId: key.id,
    permissions: new Set(['read', 'transfer']),
  });
  for (let count = 0; count < 100; count++) assert.equal(check(key.api_key, phone.address), first);
  assert.equal(reads(), 1);
});

test('a key that is used without a pause is noted about once in a second', async () => {
  const { check, notes } = watched();
  const { api_key } = await newKey();
  await check(api_key, phone.address);
  assert.equal(notes(), 1);
  const until = performance.now() + 1_500;
  while (notes() === 1) {
    assert.ok(performance.now() < until, 'it is not noted again');
    await nextTurn();
    await check(api_key, phone.address);
  }
  assert.equal(notes(), 2);
});

test('without a fresh view of what was revoked, the database is asked each time', async () => {
  const { check, reads } = watched(() => false);
  const { api_key, id } = await newKey();
  for (let count = 0; count < 3; count++) await check(api_key, phone.address);
  assert.equal(reads(), 3);
  await database.owner(`update identity.api_keys set revoked_at = now(), revoked_because = 'revoked' where id = $1`, [id]);
  await assert.rejects(async () => check(api_key, phone.address), refused('api_key_revoked'));
});

test('expired, revoked and banned are told apart, for keys that were known too', async () => {
  const [expired, revoked, banned] = [await newKey(), await newKey(), await newKey()];
  for (const { api_key } of [expired, revoked, banned]) await verify(api_key);
  await here.keys.revoke({ personId: revoked.owner }, revoked.id as ApiKeyId);
  await database.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [banned.owner]);
  await here.database.transact((tx) => here.keys.revokeAll(tx, { personId: banned.owner }, 'banned'));
  await assert.rejects(verify(revoked.api_key), refused('api_key_revoked'));
  await assert.rejects(verify(banned.api_key), refused('person_banned'));
  await database.owner(`update identity.api_keys set created_at = now() - interval '2 days', expires_at = now() where id = $1`, [
    expired.id,
  ]);
  await assert.rejects(verify(expired.api_key, elsewhere), refused('api_key_expired'));
});

test('a key that is known expires to the moment', async () => {
  const { api_key, id } = await newKey();
  const [row] = await database.owner<{ expires_at: Date }>(
    `update identity.api_keys set expires_at = clock_timestamp() + interval '400 milliseconds' where id = $1 returning expires_at`,
    [id],
  );
  await verify(api_key);
  let servedAt = 0;
  const isServed = async () => {
    const began = Date.now();
    try {
      await verify(api_key);
      servedAt = began;
      return true;
    } catch (thrown) {
      assert.ok(apiKeyExpired.is(thrown));
      return false;
    }
  };
  await eventually('it is refused', async () => !(await isServed()));
  assert.ok(Date.now() >= Number(row?.expires_at) - 20, 'refused too early');
  assert.ok(servedAt <= Number(row?.expires_at) + 20, 'served too late');
});

test('a key is good from its own networks alone, in whatever form the address comes', async () => {
  const { api_key } = await newKey({ allowed_addresses: ['198.51.100.0/24', '2001:db8::/32'] });
  for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8::9']) await verify(api_key, here, address);
  for (const address of ['198.51.101.7', '::ffff:198.51.101.7', '2001:db9::9', '127.0.0.1'])
    await assert.rejects(verify(api_key, here, address), refused('api_key_address_refused'));
  await assert.rejects(verify(api_key, elsewhere, '127.0.0.1'), refused('api_key_address_refused'));
});

test('while calls run a revocation takes hold: none that begins after it is served here, and none elsewhere after a second', async (t) => {
  const { api_key, id, owner } = await newKey();
  let revokedAt = Infinity;
  let calls = 0;
  /** Until it is refused; how long after the revocation a call was begun that was served. */
  const callUntilRefused = async (process: typeof here) => {
    let latest = 0;
    for (const until = performance.now() + 3_000; performance.now() < until; calls++) {
      const began = performance.now();
      try {
        await verify(api_key, process);
      } catch (thrown) {
        assert.ok(apiKeyRevoked.is(thrown));
        return latest;
      }
      latest = Math.max(latest, began - revokedAt);
      await nextTurn();
    }
    throw new Error('the key was never refused');
  };
  const everywhere = [here, elsewhere].map((process) => Promise.all(Array.from({ length: 5 }, () => callUntilRefused(process))));
  await eventually('calls are under way', () => calls >= 100);
  await here.keys.revoke({ personId: owner }, id as ApiKeyId);
  revokedAt = performance.now();
  const [servedHere = [], servedElsewhere = []] = await Promise.all(everywhere);
  assert.deepEqual(new Set(servedHere), new Set([0]));
  assert.ok(Math.max(...servedElsewhere) < 1_000);
  t.diagnostic(`calls=${calls} late_here=0 latest_elsewhere_ms=${Math.max(...servedElsewhere).toFixed(1)}`);
});

test('what a verification costs the processor is known', async (t) => {
  const { api_key } = await newKey({ allowed_addresses: ['198.51.100.0/24'] });
  const known = watched().check;
  const asking = watched(() => false).check;
  await known(api_key, phone.address);
  const costOf = async (times: number, work: () => unknown) => {
    const atFirst = process.cpuUsage();
    for (let count = 0; count < times; count++) await work();
    const { user, system } = process.cpuUsage(atFirst);
    return (user + system) / times;
  };
  const remembered = await costOf(20_000, () => known(api_key, phone.address));
  const read = await costOf(500, () => asking(api_key, phone.address));
  const goalUs = 100;
  t.diagnostic(
    `cpu_us remembered=${remembered.toFixed(1)} (${(remembered / goalUs).toFixed(2)} of the goal) with_read=${read.toFixed(0)}`,
  );
  assert.ok(Number.isFinite(remembered) && Number.isFinite(read));
});
