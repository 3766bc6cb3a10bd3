import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until the condition holds; a bound makes "it never happened" a failure with words instead of a hang. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>, withinMs = 3_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `not within ${withinMs} ms: ${what}`);
    await wait(5);
  }
}
