import { type FSWatcher, watch } from 'node:fs';
import { type Child, type ChildOptions, startChild } from '../start/child.ts';

export interface RestartingChildOptions extends ChildOptions {
  /** A change below one of these folders starts the program anew. */
  readonly folders: readonly string[];
  readonly say: (line: string) => void;
}

/** Editors write a file in several steps, and a branch switch many files. */
const settleMilliseconds = 150;

/** A child that is started anew at every change; when it crashes, it waits for the next one instead of bringing everything down. */
export function startRestartingChild(options: RestartingChildOptions): Child {
  const { name, say, folders } = options;
  const first = startChild(options);
  // Nobody while one is stopped to make room for the next.
  let current: Child | undefined = first;
  const stopped = Promise.withResolvers<string>();
  let isStopping = false;
  let restarting: Promise<void> = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;

  const noticeEnd = (child: Child) => {
    void child.ended.then((how) => {
      if (child === current && !isStopping) say(`The ${name} ${how}; it starts again at the next change.`);
    });
  };
  const restart = async () => {
    const since = performance.now();
    const old = current;
    current = undefined;
    await old?.stop();
    if (isStopping) return;
    const next = startChild(options);
    current = next;
    noticeEnd(next);
    next.ready.then(
      () => say(`The ${name} was restarted in ${Math.round(performance.now() - since)} ms.`),
      (error: unknown) => say(error instanceof Error ? error.message : String(error)),
    );
  };
  const onChange = () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      restarting = restarting.then(restart);
    }, settleMilliseconds);
  };
  const watchers = folders.map((folder): FSWatcher => watch(folder, { recursive: true }, onChange));
  first.ready.then(() => noticeEnd(first)).catch(() => {});

  return {
    name,
    ready: first.ready,
    ended: stopped.promise,
    async stop() {
      isStopping = true;
      clearTimeout(settling);
      for (const watcher of watchers) watcher.close();
      await restarting;
      const outcome = (await current?.stop()) ?? 'stopped';
      stopped.resolve('was stopped');
      return outcome;
    },
    hurry: () => current?.hurry(),
  };
}
