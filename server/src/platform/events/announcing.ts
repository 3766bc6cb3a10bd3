import { sql } from 'kysely';
import type { Database, Tx } from '#platform/db';

export interface AnnouncingDatabase extends Database {
  /** Wakes whoever listens on the channel, in this process and all others; for a commit that was not made by `transact`. */
  announce(channel: string): void;
}

export interface AnnouncingOptions {
  /** The least time between two rounds of announcements; what comes in between is announced together. */
  readonly gapMs?: number;
  /** Told of an announcement that could not be made. Nothing is lost by it: readers also look by themselves, only later. */
  readonly onTrouble?: (error: Error) => void;
}

const wanted = new WeakMap<Tx, Set<string>>();

/** Has the channel woken once this transaction has committed, and never if it does not. */
export function announceAfterCommit(tx: Tx, channel: string): void {
  const channels = wanted.get(tx);
  if (channels === undefined) wanted.set(tx, new Set([channel]));
  else channels.add(channel);
}

/**
 * The same database, whose `transact` announces what was written. A NOTIFY inside the transaction would make all commits that carry one
 * wait for each other, through the flush to disk; after the commit, and one for many, it costs nobody anything.
 */
export function announcing(database: Database, { gapMs = 20, onTrouble = () => {} }: AnnouncingOptions = {}): AnnouncingDatabase {
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let sentAt = -Infinity;
  let closed = false;

  function announce(channel: string): void {
    pending.add(channel);
    schedule();
  }

  function schedule(): void {
    if (timer !== undefined || sending !== undefined || pending.size === 0 || closed) return;
    timer = setTimeout(flush, Math.max(0, sentAt + gapMs - performance.now())).unref();
  }

  function flush(): void {
    timer = undefined;
    const channels = [...pending];
    pending.clear();
    sentAt = performance.now();
    sending = sql`select pg_notify(channel, '') from unnest(${channels}::text[]) as channel`
      .execute(database.db)
      .then(
        () => {},
        (thrown: unknown) => onTrouble(thrown as Error),
      )
      .finally(() => {
        sending = undefined;
        schedule();
      });
  }

  return {
    ...database,
    announce,
    async transact(work) {
      let tx: Tx | undefined;
      const result = await database.transact((given) => {
        tx = given;
        return work(given);
      });
      for (const channel of (tx && wanted.get(tx)) ?? []) announce(channel);
      return result;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await sending;
      if (pending.size > 0) {
        flush();
        await sending;
      }
      await database.close();
    },
  };
}
