import { CompiledQuery } from 'kysely';
import { type Db as BossDatabase, PgBoss } from 'pg-boss';
import type { Db } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import { jobsSchemaName } from './schema.ts';

/**
 * The library gives us its statements: claim, complete, fail with backoff, move to the dead. Its own loops, timers, schema changes and
 * connections stay off; what it sends runs on our pool, as the application's role.
 */
export async function openBoss(db: Db, logger: Logger): Promise<PgBoss> {
  const boss = new PgBoss({
    db: onOurPool(db),
    schema: jobsSchemaName,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'the job queue had trouble'));
  await boss.start();
  return boss;
}

function onOurPool(db: Db): BossDatabase {
  return {
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery<object>(CompiledQuery.raw(text, values));
      return { rows };
    },
  };
}
