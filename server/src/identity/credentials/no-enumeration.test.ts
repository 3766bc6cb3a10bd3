import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { type Answer } from '../sessions/trial.ts';
import { newAddress, trialWorld } from './trial.ts';

const connection = await testDatabase();
/** A hash that costs enough for its absence to show. */
const { post, newcomer } = await trialWorld(connection, { hashing: { memoryKib: 16_384 }, works: false });
const rounds = 60;
const accounts = 4;
let done = 0;

interface Timed extends Answer {
  readonly ms: number;
}

const requests: Readonly<Record<string, (email: string) => [string, object]>> = {
  'a log-in': (email) => ['login', { email, password: 'seven quiet lanterns' }],
  'a forgotten password': (email) => ['password/forgot', { email }],
  'another letter': (email) => ['email/resend', { email }],
};

for (const [what, request] of Object.entries(requests)) {
  test(`${what} answers an address that has an account and one that has none alike, to the byte and in the same time`, async () => {
    const known = await Promise.all(Array.from({ length: accounts }, async () => (await newcomer()).email));
    const send = async (email: string): Promise<Timed> => {
      const started = performance.now();
      const answer = await post(...request(email), { address: newAddress() });
      return { ...answer, ms: performance.now() - started };
    };
    const pairs: { readonly known: Timed; readonly unknown: Timed }[] = [];
    for (let round = 0; round < rounds; round++) {
      // The limits are the same for both and would end the test early.
      if (round % 16 === 0) await connection.owner('delete from platform.limit_counts');
      const email = known[round % accounts] ?? '';
      const nobody = `nobody.${round % accounts}@example.ng`;
      // In no order, so that what one leaves behind does not always weigh on the same.
      const isKnownFirst = Math.random() < 0.5;
      const first = await send(isKnownFirst ? email : nobody);
      const second = await send(isKnownFirst ? nobody : email);
      pairs.push(isKnownFirst ? { known: first, unknown: second } : { known: second, unknown: first });
    }

    assert.deepEqual(await jobsAsked(), { known: rounds * (done += 1), unknown: rounds * done }, 'as much is written for nobody');
    const shapes = new Set(pairs.flatMap((pair) => [shapeOf(pair.known), shapeOf(pair.unknown)]));
    assert.equal(shapes.size, 1, [...shapes].join('\n'));
    const [knownMs, unknownMs] = [medianOf(pairs.map((pair) => pair.known.ms)), medianOf(pairs.map((pair) => pair.unknown.ms))];
    const slower = pairs.filter((pair) => pair.known.ms > pair.unknown.ms).length / rounds;
    const figures = `known ${knownMs.toFixed(2)} ms, unknown ${unknownMs.toFixed(2)} ms, known slower in ${(slower * 100).toFixed(0)} %`;
    // Other work on the machine slows both, so medians are compared by their ratio; and of sixty fair coins three sets in a million show
    // more than 80 % heads.
    assert.ok(Math.max(knownMs, unknownMs) / Math.min(knownMs, unknownMs) < 1.7, figures);
    assert.ok(slower > 0.2 && slower < 0.8, figures);
    console.log(`      ${what}: ${figures}`);
  });
}

/** How much work was left to the workers, for accounts and for addresses that have none. */
async function jobsAsked() {
  const [row] = await connection.owner<{ known: number; unknown: number }>(`
    select count(data -> 'data' ->> 'person_id')::int as known, (count(*) - count(data -> 'data' ->> 'person_id'))::int as unknown
    from jobs.job where name in ('identity.send_mail_code', 'identity.note_failed_log_in')`);
  return row;
}

/** All that a stranger sees, but for what is different in every answer. */
function shapeOf({ status, body, headers }: Answer): string {
  const { request_id: _id, ...rest } = body;
  const { date: _date, 'x-request-id': _requestId, 'retry-after': _retry, ...shown } = headers;
  return JSON.stringify([status, rest, shown]);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
