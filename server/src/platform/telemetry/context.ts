import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line, event, job and outgoing call made on behalf of one request has in common. */
export interface Context {
  /** The request id of the call that started it all; it travels on into jobs, events and other people's servers. */
  readonly correlationId: string;
  /** Who is being served, once known: `user:<id>`, `key:<id>`, or absent for a stranger. */
  readonly caller?: string | undefined;
  /** Where this work hangs in a distributed trace, as W3C writes it; taken from the request and renewed by every span. */
  readonly traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<Context>();

export function currentContext(): Context | undefined {
  return storage.getStore();
}

export function withContext<T>(context: Context, work: () => T): T {
  return storage.run(context, work);
}

/** From here on the work under way is this caller's. In place, because every request comes by here and its context is its own. */
export function nameCaller(caller: string): void {
  const context: { caller?: string | undefined } | undefined = storage.getStore();
  if (context !== undefined) context.caller = caller;
}
