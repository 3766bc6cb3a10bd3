import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { stopLeftBehind, takeOwnership } from '../../server/src/platform/embedded/index.ts';
import { startRestartingChild } from '../dev/restarting-child.ts';
import { type Child, startChild } from './child.ts';
import { type Ending, Stopped, watchForEnding } from './ending.ts';
import { type Log, openLog } from './log.ts';
import type { Ready } from './messages.ts';
import { printRefusal, printRunning } from './print.ts';
import { createSteps, type Steps } from './steps.ts';

export interface Program {
  readonly name: string;
  readonly label: string;
  readonly file: string;
  /** For the Node that runs it. */
  readonly nodeFlags?: readonly string[];
  /** What it finds in its environment besides what everybody finds there. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Folders whose changes start it anew. */
  readonly watch?: readonly string[];
}

export interface Everything {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What has to be there before the programs start, such as the built web app. */
  prepare?(steps: Steps): Promise<unknown>;
  /** The programs in the order in which they start, and stop. */
  readonly programs: readonly Program[];
  /** How long a program may take to stop before it is cut off. */
  readonly graceMilliseconds?: number;
}

interface Running {
  readonly child: Child;
  readonly log: Log;
}

/** Starts the programs, waits until somebody wants them to stop or one of them dies, and stops them in order. Answers the exit code. */
export async function runEverything(options: Everything): Promise<number> {
  const ending = watchForEnding();
  const steps = createSteps();
  const running: Running[] = [];
  let code = 0;
  mkdirSync(options.home, { recursive: true });
  const home = realpathSync(options.home);
  try {
    const ownership = takeOwnership(home);
    try {
      await ending.unlessWanted(Promise.resolve(options.prepare?.(steps)));
      const said: Ready[] = [];
      for (const program of options.programs)
        said.push(await startProgram(program, { ...options, home }, { steps, ending, running }));
      printRunning(
        steps,
        said,
        running.map(({ log }) => log.path),
      );
      const death = await firstDeath(running, ending);
      if (death !== undefined) {
        code = 1;
        printRefusal(steps, new Error(death));
      }
    } finally {
      const isClean = await stopEverything(running, steps, ending);
      if (!isClean) code = 1;
      // A server that crashed or was cut off could not stop its PostgreSQL.
      await stopLeftBehind(join(home, 'postgres'));
      ownership.release();
    }
  } catch (error) {
    if (error instanceof Stopped) return code;
    printRefusal(steps, error);
    return 1;
  }
  return code;
}

async function startProgram(
  program: Program,
  { home, environment, graceMilliseconds = 20_000 }: Everything,
  { steps, ending, running }: { steps: Steps; ending: Ending; running: Running[] },
): Promise<Ready> {
  const { name, label, watch } = program;
  const log = openLog(join(home, 'logs'), name, steps.say);
  let note: ((text: string) => void) | undefined;
  const options = {
    name,
    program: program.file,
    nodeFlags: program.nodeFlags,
    environment: { ...environment, ...program.environment, AKAWO_HOME: home },
    graceMilliseconds,
    onLine: log.write,
    onProgress: (text: string) => note?.(text),
  };
  const child = watch === undefined ? startChild(options) : startRestartingChild({ ...options, folders: watch, say: steps.say });
  running.push({ child, log });
  ending.onHurry(child.hurry);
  const isReady = (tell: (text: string) => void) => {
    note = tell;
    return ending.unlessWanted(child.ready);
  };
  try {
    return await steps.step(label, isReady, () => 'ready');
  } catch (error) {
    const lastWords = log.lastWords();
    if (error instanceof Error && error.name === 'Error' && lastWords !== '') error.message += `\n${lastWords}`;
    throw error;
  }
}

async function firstDeath(running: readonly Running[], ending: Ending): Promise<string | undefined> {
  const deaths = running.map(async ({ child, log }) => {
    const how = await child.ended;
    return `The ${child.name} ${how} by itself; the rest is being stopped. Its log is ${log.path}.`;
  });
  return Promise.race([ending.wanted.then(() => undefined), ...deaths]);
}

async function stopEverything(running: readonly Running[], steps: Steps, ending: Ending): Promise<boolean> {
  if (running.length > 0 && ending.isWanted()) steps.say('\nStopping …');
  let isClean = true;
  for (const { child, log } of running) {
    if ((await child.stop()) === 'killed') {
      isClean = false;
      steps.say(`The ${child.name} did not stop in time and was cut off; nothing is lost, its next start recovers.`);
    }
    await log.close();
  }
  return isClean;
}
