import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Files that crashed, ended in the middle, or hold no test. Node counts most of them as passed; each counts as failed here. */
  readonly broken: readonly string[];
}

/** Longer than any file should take by far; one that hangs must fail and not hold everything up. */
const fileMilliseconds = 300_000;

/** Each file in a process of its own, a few at a time, with the report going to the terminal as it comes. */
export async function runTestFiles(files: readonly string[], names: readonly string[], signal: AbortSignal): Promise<Outcome> {
  const events = run({
    files: [...files],
    concurrency: Math.max(2, availableParallelism()),
    timeout: fileMilliseconds,
    signal,
    ...(names.length > 0 && { testNamePatterns: [...names] }),
  });
  const broken = new Set(files);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  // Only a file that came to its end sends a summary of its own.
  events.on('test:summary', ({ file, counts }) => {
    if (file === undefined) return;
    if (counts.tests > 0 || names.length > 0) broken.delete(file);
    passed += counts.passed;
    skipped += counts.skipped + counts.todo;
    failed += counts.tests - counts.passed - counts.skipped - counts.todo;
  });
  events.on('test:fail', ({ name, file }) => {
    if (name === file) broken.add(name);
  });
  for await (const text of events.compose(new spec())) process.stdout.write(String(text));
  return { passed, failed: failed + broken.size, skipped, broken: [...broken] };
}
