import pg from 'pg';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

export interface Listener {
  listen(channel: string, heard: () => void): Promise<() => void>;
  close(): Promise<void>;
}

/** One connection that hears every NOTIFY of this process and comes back by itself. It only wakes: whoever listens reads the truth from its table. */
export function createListener(connection: pg.ClientConfig, onTrouble: (error: Error) => void): Listener {
  const ears = new Map<string, Set<() => void>>();
  let client: pg.Client | undefined;
  let connecting: Promise<boolean> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      ...connection,
      query_timeout: undefined,
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
    });
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the listening connection ended')));
    fresh.on('notification', ({ channel }) => ears.get(channel)?.forEach((heard) => heard()));
    try {
      await fresh.connect();
      for (const channel of ears.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    } catch (thrown) {
      fresh.removeAllListeners('end');
      await fresh.end().catch(() => {});
      throw thrown;
    }
    if (closed) {
      await fresh.end();
      return;
    }
    client = fresh;
    pauseMs = firstPauseMs;
  }

  function lost(which: pg.Client, error: Error): void {
    if (closed || which !== client) return;
    client = undefined;
    onTrouble(error);
    void which.end().catch(() => {});
    comeBack();
  }

  /** Tries until it succeeds; whoever listens is woken then, because something may have been missed. */
  function comeBack(): void {
    if (closed) return;
    retry = setTimeout(() => {
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      void ensure().then((isConnected) => isConnected && wakeAll());
    }, pauseMs).unref();
  }

  function wakeAll(): void {
    for (const channel of ears.values()) channel.forEach((heard) => heard());
  }

  /** Answers whether there is a connection; when there is none, the next attempt is under way. */
  function ensure(): Promise<boolean> {
    connecting ??= connect()
      .then(
        () => true,
        (thrown: unknown) => {
          onTrouble(thrown as Error);
          comeBack();
          return false;
        },
      )
      .finally(() => {
        connecting = undefined;
      });
    return connecting;
  }

  return {
    async listen(channel, heard) {
      const known = ears.get(channel);
      if (known !== undefined) known.add(heard);
      else {
        ears.set(channel, new Set([heard]));
        if (client === undefined) await ensure();
        else await client.query(`listen ${client.escapeIdentifier(channel)}`);
      }
      return () => void ears.get(channel)?.delete(heard);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await connecting;
      await client?.end();
    },
  };
}
