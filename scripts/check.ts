import { availableParallelism } from 'node:os';
import { runStep, type Step } from './check/step.ts';
import { watchForEnding } from './start/ending.ts';

/** Longest first, so that the short ones fill the gaps. */
const steps: readonly Step[] = [
  { name: 'what is generated', command: ['scripts/generate.ts', '--check'] },
  { name: 'unused code', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'doors and tidiness', command: ['--test', '--test-reporter=dot', 'scripts/tidy/*.test.ts'] },
  { name: 'types', command: ['node_modules/@typescript/native/bin/tsc', '-p', '.'] },
  { name: 'types of the web app', command: ['node_modules/@typescript/native/bin/tsc', '-p', 'web'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint'] },
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check'] },
];

const { signal } = watchForEnding();
const waiting = [...steps];
const failed: string[] = [];

async function work(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined && !signal.aborted; step = waiting.shift()) {
    const { isGood, output, seconds } = await runStep(step, signal);
    console.log(`${isGood ? '✓' : '✗'} ${step.name.padEnd(24)}${seconds.toFixed(1).padStart(5)} s`);
    if (isGood) continue;
    failed.push(step.name);
    console.log(`\n${output.trim()}\n`);
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
if (failed.length > 0) console.error(`Not good yet: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 && !signal.aborted ? 0 : 1;
