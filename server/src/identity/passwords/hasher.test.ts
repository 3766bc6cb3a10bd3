import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { Problem } from '#platform/problem';
import { Secret } from '#platform/secret';
import { eventually } from '#test';
import { createHasher, type HasherOptions } from './hasher.ts';

const pepper = new Secret('only for tests');

/** Characters of every script and sign, but for the halves of pairs, which no request can carry. */
const anyText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0x20, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x2ffff }))
    .map((code) => String.fromCodePoint(code)),
  maxLength: 200,
});

function hasherWith(changes: Partial<HasherOptions> = {}) {
  const registry = new Registry();
  return { registry, ...createHasher({ pepper, memoryKib: 256, passes: 1, parallel: 2, waiting: 1_000, registry, ...changes }) };
}

test('whatever is hashed is recognised, and nothing else is', async () => {
  const { hash, verify } = hasherWith();
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (one, other) => {
      const hashed = await hash(one);
      assert.equal(await verify(one, hashed), true);
      assert.equal(await verify(other, hashed), one.normalize('NFKC') === other.normalize('NFKC'));
    }),
    { numRuns: 50 },
  );
});

test('two spellings that Unicode holds equal are one text, and the last of ten thousand characters counts', async () => {
  const { hash, verify } = hasherWith();
  const hashed = await hash('Ọ̀ṣun ﬁsh Ⅳ ｆｕｌｌ');
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
    assert.equal(await verify('Ọ̀ṣun ﬁsh Ⅳ ｆｕｌｌ'.normalize(form), hashed), true, form);
  const long = 'x'.repeat(10_000);
  assert.equal(await verify(`${long}y`, await hash(`${long}z`)), false);
});

test('one text never has the same hash twice, and without the pepper the hash says nothing', async () => {
  const { hash, verify } = hasherWith();
  const [one, other] = [await hash('violet kettle'), await hash('violet kettle')];
  assert.notEqual(one, other);
  assert.match(one, /^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
  assert.equal(await hasherWith({ pepper: new Secret('another') }).verify('violet kettle', one), false);
  assert.equal(await verify('violet kettle', other), true);
});

test('a hash made with less memory or fewer passes is outdated, one made with as much or more is not', async () => {
  const today = hasherWith({ memoryKib: 512, passes: 2 });
  const made = (memoryKib: number, passes: number) => hasherWith({ memoryKib, passes }).hash('x');
  assert.equal(today.isOutdated(await made(256, 2)), true);
  assert.equal(today.isOutdated(await made(512, 1)), true);
  assert.equal(today.isOutdated(await made(512, 2)), false);
  assert.equal(today.isOutdated(await made(1_024, 3)), false);
  assert.equal(await today.verify('x', await made(256, 1)), true);
});

test('nothing to compare with is never right and costs as much as something', async () => {
  const { hash, verify } = hasherWith({ memoryKib: 8_192 });
  const hashed = await hash('violet kettle');
  const timed = async (against: string | undefined) => {
    const started = performance.now();
    assert.equal(await verify('wrong', against), false);
    return performance.now() - started;
  };
  const pairs: [number, number][] = [];
  for (let n = 0; n < 40; n++) pairs.push([await timed(hashed), await timed(undefined)]);
  const slower = pairs.filter(([something, nothing]) => something > nothing).length / pairs.length;
  assert.ok(slower > 0.08 && slower < 0.92, `something was slower in ${slower * 100} %`);
});

test('a burst never blocks the event loop', async () => {
  const { hash } = hasherWith({ memoryKib: 16_384 });
  await hash('warm');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const started = performance.now();
  delay.enable();
  await Promise.all(Array.from({ length: 40 }, (_, n) => hash(`burst ${n}`)));
  delay.disable();
  const [burst, median, p90] = [performance.now() - started, delay.percentile(50) / 1e6, delay.percentile(90) / 1e6];
  console.log(
    `      40 hashes in ${burst.toFixed(0)} ms; a 5 ms timer came after ${median.toFixed(1)} ms, in 90 % before ${p90.toFixed(1)} ms`,
  );
  assert.ok(delay.count > 10, `the loop turned ${delay.count} times`);
  assert.ok(median < burst / 8, 'and kept turning');
});

test('beyond its queue it refuses before it does anything else, with a time to come back, and serves all who were in it', async () => {
  const { hash, registry } = hasherWith({ memoryKib: 8_192, parallel: 2, waiting: 10 });
  const told: string[] = [];
  const crowd = Array.from({ length: 100 }, async (_, n) => {
    try {
      await hash(`crowd ${n}`);
      told.push('hashed');
    } catch (thrown) {
      assert.ok(thrown instanceof Problem && (thrown.details.retryAfterSeconds ?? 0) > 0);
      told.push(thrown.code);
    }
  });
  await Promise.all(crowd);
  assert.deepEqual(told, [...Array<string>(88).fill('hashing_busy'), ...Array<string>(12).fill('hashed')]);
  assert.match(await registry.metrics(), /akawo_hashing_refusals_total 88\n/);
  assert.match(await registry.metrics(), /akawo_hashing_waiting_requests 0\n/);
  assert.match(await hash('afterwards'), /argon2id/);
});

test('secrets of two kinds share the lanes, and neither is good as the other', async () => {
  const registry = new Registry();
  const passwords = createHasher({ pepper, memoryKib: 8_192, passes: 1, parallel: 1, waiting: 1, registry });
  const pins = passwords.withPepper(new Secret('another'));
  const hashed = await passwords.hash('4711');
  assert.equal(await pins.verify('4711', hashed), false);
  assert.equal(await pins.verify('4711', await pins.hash('4711')), true);
  const busy = [passwords.hash('in the lane'), pins.hash('in the queue')];
  await assert.rejects(pins.hash('too many'), { code: 'hashing_busy' });
  await Promise.all(busy);
});

test('a hash that cannot be read gives its lane back', async () => {
  const { verify, hash } = hasherWith({ parallel: 1, waiting: 0 });
  await assert.rejects(verify('x', 'not a hash'));
  await eventually('the lane is free', async () => (await hash('x')).startsWith('$argon2id'));
});

test(
  'the threads that hash stand back for everything else, and the rest of the process does not',
  { skip: process.platform !== 'linux' },
  async () => {
    const niceness = () =>
      readdirSync('/proc/self/task').map((thread) => {
        const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
      });
    const own = getPriority();
    const hasher = hasherWith({ parallel: 2 });
    const before = niceness().filter((nice) => nice > own).length;
    await Promise.all([hasher.hash('one'), hasher.hash('another')]);
    assert.equal(niceness().filter((nice) => nice > own).length, before + 2);
    assert.equal(getPriority(), own);
    await hasher.stop();
  },
);

test('after a stop it hashes again if it is asked to, and what it was doing is not left hanging', async () => {
  const hasher = hasherWith({ memoryKib: 262_144, parallel: 1 });
  const given = hasher.hash('given up');
  const ended = assert.rejects(given, /has ended/);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await hasher.stop();
  await ended;
  assert.match(await hasher.hash('afterwards'), /^\$argon2id/);
  await hasher.stop();
});
