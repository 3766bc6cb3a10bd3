import { type RawBuilder, sql } from 'kysely';
import { Type } from 'typebox';
import { type Database } from '#platform/db';
import { defineJob, type Jobs } from '#platform/jobs';

const batch = 1_000;
const mostBatches = 1_000;

const sweepDaily = defineJob({ name: 'identity.sweep', data: Type.Object({}), timeoutSeconds: 600 });

/** What has to be thrown away now and then: at night in Lagos, when few are awake. */
export function keepIdentity({
  database,
  jobs,
}: {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'handle' | 'schedule'>;
}): void {
  jobs.handle(sweepDaily, async () => void (await sweepIdentity(database)));
  jobs.schedule({ name: 'identity.sweep', cron: '25 3 * * *', job: sweepDaily, data: () => ({}) });
}

/** Each part is one statement that drops a bounded number. PIN tokens go before the sessions that they belong to. */
const parts: readonly (() => RawBuilder<unknown>)[] = [
  () => sql`
    delete from identity.pin_tokens
    where hash in (select hash from identity.pin_tokens where expires_at < now() - interval '1 day' order by expires_at limit ${batch})`,
  () => sql`
    delete from identity.mail_codes
    where id in (select id from identity.mail_codes where expires_at < now() - interval '30 days' order by expires_at limit ${batch})`,
  () => sql`
    delete from identity.sessions
    where id in (select id from identity.sessions where ended_at < now() - interval '30 days' order by ended_at limit ${batch})`,
  () => sql`
    delete from identity.sessions
    where id in (select id from identity.sessions where expires_at < now() - interval '30 days' order by expires_at limit ${batch})`,
  // The last one that somebody signed in from stays: with none, whoever takes over an account that has long been quiet would be no stranger.
  () => sql`
    delete from identity.known_devices
    where (person_id, fingerprint) in (
      select device.person_id, device.fingerprint
      from identity.known_devices device
      where
        device.last_seen_at < now() - interval '400 days'
        and exists (
          select from identity.known_devices later
          where later.person_id = device.person_id and (later.last_seen_at, later.fingerprint) > (device.last_seen_at, device.fingerprint)
        )
      order by device.last_seen_at
      limit ${batch}
    )`,
];

/** Drops what has been good for nothing for long, in short transactions; answers with how much it was. The trail of security events stays. */
export async function sweepIdentity({ transact }: Pick<Database, 'transact'>): Promise<number> {
  let dropped = 0;
  for (const part of parts) {
    for (let round = 0; round < mostBatches; round++) {
      const { numAffectedRows = 0n } = await transact((tx) => part().execute(tx));
      dropped += Number(numAffectedRows);
      if (numAffectedRows < batch) break;
    }
  }
  return dropped;
}
