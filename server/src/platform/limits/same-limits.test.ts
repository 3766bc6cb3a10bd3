import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { eventually, startRedis, testDatabase, withoutRedis } from '#test';
import { type Claim, createMemoryLimiter, createRedisLimiter, createStrictLimiter, type Limiter, type Verdict } from './index.ts';

interface Step {
  readonly afterMs: number;
  readonly rules: readonly number[];
  readonly subject: number;
}

const steps = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 }), fc.constantFrom(5_999, 6_000, 6_001, 10_000, 600_000)),
    rules: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
    subject: fc.nat(2),
  }),
  { minLength: 1, maxLength: 40 },
);

let histories = 0;

/** The same three rules under names that no other history uses. */
function freshRules() {
  const history = ++histories;
  return [1, 3, 5].map((max, index) => ({ name: `h${history}-${index}`, max, windowMs: [6_000, 10_000, 25_000][index] ?? 0 }));
}

/** Says what the limiters must say, from nothing but the list of all that was ever accepted. */
function createModel() {
  const accepted: { key: string; at: number }[] = [];
  const keyOf = ({ rule, subject }: Claim) => `${rule.name} ${subject}`;
  return (claims: readonly Claim[], now: number): Verdict => {
    const answers = claims.map((claim) => {
      const { rule } = claim;
      const inWindow = accepted.filter(({ key, at }) => key === keyOf(claim) && at > now - rule.windowMs).map(({ at }) => at);
      const room = rule.max - inWindow.length;
      const resetMs = (inWindow[0] ?? now) + rule.windowMs - now;
      return { allowed: room > 0, rule, remaining: Math.max(0, room - 1), resetMs, retryAfterMs: room > 0 ? 0 : resetMs };
    });
    const allowed = answers.every((answer) => answer.allowed);
    if (allowed) accepted.push(...claims.map((claim) => ({ key: keyOf(claim), at: now })));
    const [first] = allowed
      ? answers.toSorted((a, b) => a.remaining - b.remaining)
      : answers.filter((answer) => !answer.allowed).toSorted((a, b) => b.retryAfterMs - a.retryAfterMs);
    assert.ok(first);
    return first;
  };
}

async function agrees(createSubject: (now: () => number) => Limiter, runs: number): Promise<void> {
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (history: Step[]) => {
      let now = 1_800_000_000_000;
      const limiter = createSubject(() => now);
      const model = createModel();
      const rules = freshRules();
      for (const { afterMs, rules: chosen, subject } of history) {
        now += afterMs;
        const claims = chosen.flatMap((index) => rules[index] ?? []).map((rule) => ({ rule, subject: `subject ${subject}` }));
        const expected = model(claims, now);
        if (!expected.allowed) refusals++;
        assert.deepEqual(await limiter.take(claims), expected);
      }
    }),
    { numRuns: runs },
  );
  assert.ok(refusals > runs, 'the histories were too tame to prove anything');
}

test('in memory, every answer to a random history is the one a plain list gives', async () => {
  await agrees((now) => createMemoryLimiter({ now }), 1_000);
});

test('in Redis, every answer to a random history is the one a plain list gives', { skip: withoutRedis }, async () => {
  const redis = await startRedis();
  const moments = { now: () => 0 };
  const limiter = createRedisLimiter({ url: redis.url, budgetMs: 2_000, now: () => moments.now() });
  after(() => limiter.close());
  const first = [{ rule: { name: 'connected', max: 1, windowMs: 1 }, subject: '' }];
  await eventually('the limiter is connected', () => limiter.take(first).then(Boolean, () => false));
  await agrees((now) => {
    moments.now = now;
    return limiter;
  }, 100);
});

test('in PostgreSQL, every answer to a random history is the one a plain list gives', async () => {
  const database = await testDatabase();
  await agrees((now) => createStrictLimiter({ database, registry: new Registry(), now }), 50);
});
