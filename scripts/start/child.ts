import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { type ChildMessage, type Ready, Refused } from './messages.ts';

export interface ChildOptions {
  readonly name: string;
  /** A TypeScript file, run by the Node that runs us. */
  readonly program: string;
  readonly nodeFlags?: readonly string[] | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress?: (text: string) => void;
  /** Each line that it writes. */
  readonly onLine: (line: string) => void;
  readonly graceMilliseconds: number;
}

export interface Child {
  readonly name: string;
  /** Rejects with `Refused` when it says why it does not start, and with a plain error when it dies without a word. */
  readonly ready: Promise<Ready>;
  /** How it ended, in words. */
  readonly ended: Promise<string>;
  /** Asks it to stop and waits; after the grace it is cut off, and the answer is `killed`. */
  stop(): Promise<'stopped' | 'killed'>;
  /** Shortens the grace of a stop that is under way. */
  hurry(): void;
}

const hurriedMilliseconds = 2_000;
const lastWordsMilliseconds = 500;

export function startChild(options: ChildOptions): Child {
  // In a process group of its own: Ctrl-C in the terminal then reaches us alone, and we stop everything in order.
  const child = fork(options.program, {
    execArgv: [...process.execArgv, ...(options.nodeFlags ?? [])],
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  readLines(child.stdout, options.onLine);
  readLines(child.stderr, options.onLine);
  const hurried = Promise.withResolvers<void>();

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      // Its last words may still be on their way, unless a descendant keeps the pipe open.
      child.once('close', () => resolve(how));
      setTimeout(() => resolve(how), lastWordsMilliseconds);
    });
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'progress') options.onProgress?.(message.text);
      if (message.type === 'ready') resolve(message);
      if (message.type === 'refused') reject(new Refused(message));
    });
    void ended.then((how) => reject(new Error(`The ${options.name} ${how}.`)));
  });
  ready.catch(() => {});

  const stop = async (): Promise<'stopped' | 'killed'> => {
    const patience = new AbortController();
    const grace = pause(options.graceMilliseconds, undefined, { signal: patience.signal }).catch(() => {});
    const short = hurried.promise.then(() => pause(hurriedMilliseconds, undefined, { signal: patience.signal })).catch(() => {});
    child.kill('SIGTERM');
    const outcome = await Promise.race([
      ended.then(() => 'stopped' as const),
      Promise.race([grace, short]).then(() => 'killed' as const),
    ]);
    patience.abort();
    if (outcome === 'killed') {
      child.kill('SIGKILL');
      await ended;
    }
    return outcome;
  };
  let stopping: ReturnType<typeof stop> | undefined;
  return { name: options.name, ready, ended, stop: () => (stopping ??= stop()), hurry: () => hurried.resolve() };
}

/** A line that never ends is cut, so that it can not fill the memory. */
const longestLine = 64_000;

function readLines(stream: ChildProcess['stdout'], onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) onLine(line);
  });
  stream?.on('end', () => rest !== '' && onLine(rest));
}
