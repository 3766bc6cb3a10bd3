import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBreaker, defaultBreaker, type BreakerState } from './breaker.ts';
import { observeClient } from './test/client.ts';
import { serve, until } from './test/local-server.ts';

const read = { operation: 'verify', method: 'GET', path: '/', safeToRetry: false } as const;

test('it opens on failures, probes with one call only, and closes when that succeeds', async () => {
  let broken = true;
  const held: (() => void)[] = [];
  const server = await serve((_request, response) => {
    if (broken) response.writeHead(500).end('{}');
    else held.push(() => response.end('{}'));
  });
  const { client, registry } = observeClient(server.url, { breaker: { leastCalls: 3, openMs: 100 } });
  const state = async () =>
    /akawo_provider_breaker_state\{provider="acme",operation="verify"\} (\d)/.exec(await registry.metrics())?.[1];
  for (let round = 0; round < 3; round += 1) await client.call(read);
  assert.equal(await state(), '2');
  const askedBefore = server.connections();
  assert.deepEqual(await client.call(read), { kind: 'unknown', why: 'breaker_open', sent: false });
  assert.equal(server.connections(), askedBefore);

  broken = false;
  const other = await client.call({ ...read, operation: 'banks', timeoutMs: 50 });
  assert.deepEqual(other, { kind: 'unknown', why: 'timeout', sent: true }, 'another operation has a breaker of its own');
  held.length = 0;
  let probe: Promise<unknown> | undefined;
  await until(() => {
    const call = client.call({ ...read, timeoutMs: 2000 });
    probe ??= call;
    void call.then((outcome) => (outcome.kind === 'unknown' && probe === call ? (probe = undefined) : undefined));
    return held.length === 1;
  });
  const crowd = await Promise.all(Array.from({ length: 20 }, () => client.call(read)));
  assert.ok(crowd.every((outcome) => outcome.kind === 'unknown' && outcome.why === 'breaker_open'));
  assert.equal(await state(), '1');
  assert.equal(held.length, 1);
  held[0]?.();
  await until(() => held.length === 1);
  await probe;
  assert.equal(await state(), '0');
});

test('a provider that hangs slows nobody else', async () => {
  const [hanging, healthy] = [await serve(() => undefined), await serve((_request, response) => void response.end('{}'))];
  const stuck = observeClient(hanging.url, { timeoutMs: 30_000, lanes: { atOnce: 4, waiting: 4 } });
  const lively = observeClient(healthy.url);
  let ended = 0;
  const calls = Array.from({ length: 8 }, async () => {
    const outcome = await stuck.client.call(read);
    ended += 1;
    return outcome;
  });
  await until(() => hanging.connections() === 4);
  for (let round = 0; round < 100; round += 1) assert.equal((await lively.client.call(read)).kind, 'accepted');
  assert.equal(ended, 0);
  await hanging.close();
  const outcomes = await Promise.all(calls);
  assert.ok(outcomes.every(({ kind }) => kind === 'unknown'));
});

test('an answer to a question from before the last change of state counts for nothing', () => {
  let time = 0;
  const breaker = createBreaker(
    { ...defaultBreaker, leastCalls: 1, openMs: 10 },
    () => undefined,
    () => time,
  );
  const [late, failing] = [breaker.enter(), breaker.enter()];
  failing?.report(false);
  assert.equal(breaker.state, 'open');
  time = 11;
  const probe = breaker.enter();
  late?.report(true);
  assert.equal(breaker.state, 'half_open');
  probe?.report(false);
  time = 22;
  assert.equal(breaker.admits, false, 'a failed probe doubles the wait');
  time = 32;
  assert.equal(breaker.admits, true);
});

test('whatever happens in whatever order, there is never more than one probe and it always recovers', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 30 }),
    report: fc.constantFrom('success', 'failure', 'cancel', 'later'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let time = 0;
      const changes: BreakerState[] = ['closed'];
      const options = { window: 4, leastCalls: 2, failureShare: 0.5, openMs: 10, longestOpenMs: 40 };
      const breaker = createBreaker(
        options,
        (state) => void changes.push(state),
        () => time,
      );
      for (const { wait, report } of steps) {
        time += wait;
        const admitted = breaker.admits;
        const permit = breaker.enter();
        assert.equal(permit !== undefined, admitted);
        if (breaker.state === 'half_open') assert.equal(breaker.enter(), undefined);
        if (report === 'success') permit?.report(true);
        else if (report === 'failure') permit?.report(false);
        else permit?.cancel();
      }
      for (const [index, state] of changes.slice(1).entries()) {
        assert.ok(
          { closed: ['open'], open: ['half_open'], half_open: ['open', 'closed'] }[changes[index] ?? 'closed'].includes(state),
        );
      }
      time += options.longestOpenMs;
      if (breaker.state === 'open') breaker.enter()?.report(true);
      assert.equal(breaker.state, 'closed');
    }),
  );
});
