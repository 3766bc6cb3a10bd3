import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createToldTime } from './told-time.ts';

const noon = Temporal.Instant.from('2026-11-20T11:00:00Z');
const after = (ms: number) => noon.add({ microseconds: Math.floor(ms * 1_000) });

/** A database whose clock stood at noon when ours stood at 5,000 ms. */
function onClock() {
  let nowMs = 5_000;
  const time = createToldTime(() => nowMs);
  const trueTime = () => after(nowMs - 5_000);
  const pass = (ms: number) => void (nowMs += ms);
  /** Asks, and the database looks at its clock somewhere on the way. */
  const ask = ({ there, back }: { readonly there: number; readonly back: number }) => {
    const askedMs = nowMs;
    pass(there);
    const at = trueTime();
    pass(back);
    time.hear({ at, askedMs, tookMs: there + back });
  };
  return { ...time, ask, pass, trueTime };
}

const way = fc.record({ there: fc.double({ min: 0, max: 12, noNaN: true }), back: fc.double({ min: 0, max: 7, noNaN: true }) });

test('nobody is told a time that was never heard', () => {
  const { tell, pass } = onClock();
  assert.equal(tell(), undefined);
  pass(1);
  assert.equal(tell(), undefined);
});

test('the time that is told is never earlier than the true one, ahead by no more than the best answer took, and never goes back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(way, fc.double({ min: 0, max: 400, noNaN: true })), { minLength: 1, maxLength: 12 }),
      (steps) => {
        const { tell, ask, pass, trueTime } = onClock();
        let before = noon;
        let best = Infinity;
        for (const [question, waitMs] of steps) {
          ask(question);
          best = Math.min(best, question.there + question.back);
          pass(waitMs);
          const told = tell();
          assert.ok(told !== undefined);
          assert.ok(Temporal.Instant.compare(told, trueTime()) >= 0);
          assert.ok(Temporal.Instant.compare(told, before) >= 0);
          before = told;
        }
        // Once what was told ahead has come to pass, the best answer is what counts.
        pass(20);
        const ahead = tell()?.since(trueTime()).total('milliseconds') ?? Infinity;
        assert.ok(ahead <= best + 0.3, `${ahead} ms`);
      },
    ),
  );
});

test('an answer that took long is not believed', () => {
  const { tell, ask } = onClock();
  ask({ there: 15, back: 6 });
  assert.equal(tell(), undefined);
});

test('after ten seconds a time is not believed any more, and then any other is', () => {
  const { tell, ask, pass, trueTime } = onClock();
  ask({ there: 0.1, back: 0.1 });
  pass(9_999);
  assert.ok(tell());
  pass(2);
  assert.equal(tell(), undefined);
  ask({ there: 5, back: 5 });
  assert.ok(Temporal.Instant.compare(tell() ?? noon, trueTime()) >= 0);
});

test('a clock of the database that was changed is followed as soon as the old time was doubted', () => {
  for (const hours of [-1, 1]) {
    const { tell, hear, doubt, ask } = onClock();
    ask({ there: 1, back: 1 });
    const believed = tell();
    doubt();
    assert.equal(tell(), undefined);
    hear({ at: noon.add({ hours }), askedMs: 5_000, tookMs: 1 });
    assert.equal(
      Math.round(
        tell()
          ?.since(believed ?? noon)
          .total('hours') ?? 0,
      ),
      hours,
    );
  }
});

test('a time that is far ahead is worth another question once a second, and one that is close is not', () => {
  const { isVague, ask, pass } = onClock();
  assert.equal(isVague(), false);
  ask({ there: 1, back: 1 });
  assert.equal(isVague(), false);
  pass(1_001);
  assert.equal(isVague(), true);
  ask({ there: 1, back: 0.5 });
  assert.equal(isVague(), false);
  pass(1_001);
  ask({ there: 0.2, back: 0.2 });
  pass(1_001);
  assert.equal(isVague(), false);
});
