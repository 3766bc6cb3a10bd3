import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryLimiter, type LimitRule } from './index.ts';
import { createRecent } from './recent.ts';

const perMinute = (max: number, name = 'requests'): LimitRule => ({ name, max, windowMs: 60_000 });

test('no window ever holds more than the maximum, also not one that straddles two minutes', () => {
  let now = 0;
  const limiter = createMemoryLimiter({ now: () => now });
  const passed: number[] = [];
  for (now = 0; now < 300_000; now += 701) {
    if (limiter.take([{ rule: perMinute(20), subject: 'a' }]).allowed) passed.push(now);
  }
  assert.ok(passed.length >= 100);
  for (const [index, at] of passed.entries()) assert.ok((passed[index + 20] ?? Infinity) - at >= 60_000);
});

test('a refused request consumes nothing, neither of the limit that refused it nor of the others', () => {
  let now = 0;
  const limiter = createMemoryLimiter({ now: () => now });
  const [tight, wide] = [perMinute(1, 'tight'), perMinute(3, 'wide')];
  const both = [tight, wide].map((rule) => ({ rule, subject: 'a' }));
  assert.equal(limiter.take(both).allowed, true);
  for (let again = 0; again < 50; again++) assert.equal(limiter.take(both).rule, tight);
  assert.equal(limiter.look([{ rule: wide, subject: 'a' }]).remaining, 1);
  now = 60_000;
  assert.equal(limiter.take(both).allowed, true);
});

test('the wait that a refused caller is told is enough, and not a millisecond too long', () => {
  let now = 0;
  const limiter = createMemoryLimiter({ now: () => now });
  const claims = [{ rule: perMinute(2), subject: 'a' }];
  limiter.take(claims);
  now = 10_000;
  limiter.take(claims);
  now = 30_000;
  const { retryAfterMs } = limiter.take(claims);
  now += retryAfterMs - 1;
  assert.equal(limiter.look(claims).allowed, false);
  now += 1;
  assert.equal(limiter.look(claims).allowed, true);
});

test('a flood of strangers makes it forget the idle, never the busy, and never grow', () => {
  let now = 0;
  const limiter = createMemoryLimiter({ mostSubjects: 1_000, now: () => now });
  const busy = [{ rule: perMinute(5), subject: 'busy' }];
  for (let stranger = 0; stranger < 20_000; stranger++) {
    now += 0.01;
    limiter.take([{ rule: perMinute(5), subject: `stranger ${stranger}` }]);
    if (stranger % 100 === 0) assert.equal(limiter.take(busy).allowed, stranger < 500, `after ${stranger}`);
  }
  const recent = createRecent<number>(1_000, 60_000);
  for (let key = 0; key < 20_000; key++) {
    recent.get(String(key), 0);
    recent.set(String(key), key);
    assert.ok(recent.size <= 1_000);
  }
});

test('whoever has been idle for a whole window costs no memory for long', () => {
  const recent = createRecent<number>(1_000, 100);
  recent.get('a', 0);
  recent.set('a', 1);
  assert.equal(recent.get('a', 150), 1);
  recent.get('b', 260);
  recent.get('b', 370);
  assert.equal(recent.size, 0);
});

test('asking about nothing, or about the same count twice, is a bug and not a permission', () => {
  const limiter = createMemoryLimiter();
  const claim = { rule: perMinute(5), subject: 'a' };
  assert.throws(() => limiter.take([]), /about nothing/);
  assert.throws(() => limiter.take([claim, claim]), /claimed twice/);
});
