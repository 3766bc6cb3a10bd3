import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Step {
  readonly name: string;
  /** What our own Node runs, from the root. */
  readonly command: readonly string[];
}

export interface Outcome {
  readonly isGood: boolean;
  readonly output: string;
  readonly seconds: number;
}

const root = join(import.meta.dirname, '..', '..');
const longestMilliseconds = 120_000;

/** Runs one step to its end, however long it takes up to two minutes, and never throws: a step that cannot start is a bad one. */
export async function runStep({ command }: Step, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(process.execPath, command, {
    cwd: root,
    signal,
    timeout: longestMilliseconds,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) => resolve(code === 0 ? '' : `It ended with ${by ?? `exit code ${String(code)}`}.`));
  });
  const [out, errors, complaint] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { isGood: complaint === '', output: `${out}${errors}${complaint}`, seconds: (performance.now() - started) / 1000 };
}
