import { watchForEnding } from './start/ending.ts';
import { runStep, type Step } from './check/step.ts';

/** The linter first: what it rewrites, the formatter then lays out. */
const steps: readonly Step[] = [
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--fix'] },
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt'] },
];

const { signal } = watchForEnding();
for (const step of steps) {
  const { isGood, output } = await runStep(step, signal);
  if (isGood) continue;
  console.log(output.trim());
  process.exitCode = 1;
}
