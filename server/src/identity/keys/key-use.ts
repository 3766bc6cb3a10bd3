import { sql } from 'kysely';
import { type Database } from '#platform/db';
import { createPulse } from '#platform/events';
import { type Logger } from '#platform/telemetry';
import { type ApiKeyId } from '../principal.ts';

export interface KeyUse {
  note(id: ApiKeyId): void;
  /** Writes what is still to be written. */
  stop(): Promise<void>;
}

export interface KeyUseOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly logger: Logger;
  /** How often it is written down which keys were used, and so how far behind `last_used_at` may be. */
  readonly everyMs?: number;
}

const mostNoted = 10_000;

/** When each key was used last: kept in memory and written for all of them at once, because a write per request would cost more than the request. */
export function createKeyUse({ database, logger, everyMs = 60_000 }: KeyUseOptions): KeyUse {
  const used = new Map<ApiKeyId, number>();

  async function write(): Promise<void> {
    if (used.size === 0) return;
    const batch = [...used];
    const now = performance.now();
    const { rows } = await database.transact((tx) =>
      sql<{ id: ApiKeyId }>`
        with used as (
          select key.id, now() - use.ago_ms * interval '1 millisecond' as at
          from identity.api_keys key
          join unnest(${batch.map(([id]) => id)}::uuid[], ${batch.map(([, at]) => now - at)}::float8[]) as use (id, ago_ms)
            on use.id = key.id
          for no key update of key skip locked
        )
        update identity.api_keys key set last_used_at = greatest(key.last_used_at, used.at)
        from used where used.id = key.id
        returning key.id
      `.execute(tx),
    );
    const noted = new Map(batch);
    for (const { id } of rows) if (used.get(id) === noted.get(id)) used.delete(id);
  }

  const onTrouble = (thrown: unknown) => logger.warn({ err: thrown }, 'it could not be written down which API keys were used');
  const pulse = createPulse(async () => {
    await write();
    return everyMs;
  }, onTrouble);

  return {
    note(id) {
      const isOneMore = !used.has(id);
      if (isOneMore && used.size >= mostNoted) return;
      used.set(id, performance.now());
      if (isOneMore && used.size === mostNoted) pulse.wake();
    },
    async stop() {
      await pulse.stop();
      await write().catch(onTrouble);
    },
  };
}
