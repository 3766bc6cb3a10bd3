import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { hashingBusy } from '../problems.ts';
import { createHashingLanes } from './hashing-lanes.ts';

test('whoever comes and whatever fails, never more run than there are lanes, and everybody is served or refused', async () => {
  const crowd = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean(), pause: fc.nat(3) }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(crowd, fc.integer({ min: 1, max: 4 }), fc.nat(8), async (visits, parallel, waiting) => {
      const inLane = createHashingLanes({ parallel, waiting, registry: new Registry() });
      let [running, most, inside] = [0, 0, 0];
      const served = new Set<number>();
      const answers: Promise<string>[] = [];
      for (const [number, { turns, fails, pause }] of visits.entries()) {
        inside += 1;
        const work = async () => {
          served.add(number);
          most = Math.max(most, ++running);
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          running--;
          if (fails) throw new Error('unreadable');
        };
        const answer = inLane(work).then(
          () => 'done',
          (thrown: unknown) => (hashingBusy.is(thrown) ? 'busy' : 'failed'),
        );
        // Nobody is refused who could have waited: with him, more are inside than there are lanes and places.
        const isFull = inside > parallel + waiting;
        answers.push(
          answer.then((told) => {
            inside -= 1;
            assert.ok(told !== 'busy' || isFull);
            return told;
          }),
        );
        for (let turn = 0; turn < pause; turn++) await Promise.resolve();
      }
      const told = await Promise.all(answers);
      assert.ok(most <= parallel, `${most} ran at once`);
      for (const [number, { fails }] of visits.entries()) {
        const expected = served.has(number) ? (fails ? 'failed' : 'done') : 'busy';
        assert.equal(told[number], expected);
      }
      assert.ok(served.size >= Math.min(visits.length, parallel + waiting));
    }),
  );
});
