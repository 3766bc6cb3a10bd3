import { sql } from 'kysely';
import type { Db } from './database.ts';

const oldestServer = 150_000;
const clockToleranceSeconds = 2;

interface Facts {
  readonly version: number;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly data_checksums: string;
  readonly is_standby: boolean;
  readonly may_rule: boolean;
  readonly owned: string | null;
  readonly clock_difference: number;
}

export interface ServerVerdict {
  /** Any of these and no money may move. */
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

/** Whether this server keeps what it has acknowledged, and whether the role we run under is too weak to rewrite history. */
export async function verifyServer(db: Db): Promise<ServerVerdict> {
  const result = await sql<Facts>`
    select
      current_setting('server_version_num')::int as version,
      current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit,
      current_setting('data_checksums') as data_checksums,
      pg_is_in_recovery() as is_standby,
      (select rolsuper or rolcreaterole or rolbypassrls from pg_roles where rolname = current_user) as may_rule,
      (select min(nspname) from pg_namespace where nspowner = current_user::regrole) as owned,
      extract(epoch from clock_timestamp())::float8 - ${Date.now() / 1000}::float8 as clock_difference
  `.execute(db);
  const facts = result.rows[0];
  if (facts === undefined) throw new Error('the server did not say how it is set');
  return judge(facts);
}

function judge(facts: Facts): ServerVerdict {
  const refusals = [
    facts.version < oldestServer && `PostgreSQL 15 or newer is needed, this is ${Math.floor(facts.version / 10_000)}`,
    facts.fsync !== 'on' && 'fsync is off: a power cut would lose acknowledged money',
    facts.full_page_writes !== 'on' && 'full_page_writes is off: a power cut could tear pages',
    ['off', 'local'].includes(facts.synchronous_commit) &&
      `synchronous_commit is ${facts.synchronous_commit}: a crash would lose acknowledged money`,
    facts.is_standby && 'this server is a standby and cannot be written to',
    facts.may_rule && 'the application logs in as a superuser or role administrator; give it a role of its own',
    facts.owned !== null && `the application's role owns the schema ${facts.owned}; it must own nothing`,
    Math.abs(facts.clock_difference) > clockToleranceSeconds &&
      `the clocks of this machine and the database differ by ${facts.clock_difference.toFixed(1)} s`,
  ];
  const warnings = [facts.data_checksums !== 'on' && 'data checksums are off: silent damage on the disk would go unnoticed'];
  const said = (list: readonly (string | false)[]) => list.filter((item): item is string => item !== false);
  return { refusals: said(refusals), warnings: said(warnings) };
}
