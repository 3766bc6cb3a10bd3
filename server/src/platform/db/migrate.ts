import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Secret } from '../secret.ts';

const fileName = /^\d{4}_[a-z]+_[a-z0-9_]+\.sql$/;
const lockPatienceMs = 120_000;

export interface MigrateOptions {
  /** The owner's connection; the application's role cannot change a table. */
  readonly ownerUrl: Secret;
  readonly folder: string;
  /** Functions and views, one file per module, in the order of their dependence. Applied again whenever their text changes. */
  readonly moduleFiles?: readonly string[];
  /** SQL that is not ours to keep in a file, such as the tables of the job queue's library; applied once under its name. */
  readonly extraSteps?: readonly { readonly name: string; readonly sql: string }[];
  readonly onApplied?: (name: string) => void;
}

/** The database and the program do not belong together; the sentence says which of them is behind. */
export class SchemaMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaMismatch';
  }
}

interface Step {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
  /** Applied again when its text changes, instead of refusing. */
  readonly repeatable: boolean;
}

/** Brings the database to this program's schema, forward only. Any number of processes may call it at once: one works, the others find nothing to do. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const steps = plan(options);
  const client = new pg.Client({
    connectionString: options.ownerUrl.reveal(),
    application_name: 'akawo migrate',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    await takeLock(client);
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migrations (
        name text primary key,
        hash text not null,
        applied_at timestamptz not null default now()
      )`);
    const applied: string[] = [];
    for (const step of outstanding(steps, await appliedSteps(client))) {
      await apply(client, step);
      applied.push(step.name);
      options.onApplied?.(step.name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

/** For processes without the owner's rights: refuses when the schema is not the one this program was written for. */
export async function assertMigrated(
  query: (sql: string) => Promise<{ name: string; hash: string }[]>,
  options: Omit<MigrateOptions, 'ownerUrl'>,
): Promise<void> {
  const rows = await query('select name, hash from platform.migrations').catch(() => []);
  const missing = outstanding(plan(options), new Map(rows.map((row) => [row.name, row.hash])));
  if (missing.length > 0)
    throw new SchemaMismatch(
      `the database is older than this program: ${missing[0]?.name} is not applied; run \`npm run akawo -- migrate\``,
    );
}

function plan(options: Omit<MigrateOptions, 'ownerUrl'>): readonly Step[] {
  const step = (name: string, sql: string, repeatable: boolean): Step => ({
    name,
    sql,
    repeatable,
    hash: createHash('sha256').update(sql).digest('hex'),
  });
  const files = readdirSync(options.folder).filter((file) => file.endsWith('.sql'));
  const strange = files.find((file) => !fileName.test(file));
  if (strange !== undefined) throw new Error(`${strange} is not named NNNN_module_change.sql`);
  return [
    ...files.toSorted().map((file) => step(file, readFileSync(join(options.folder, file), 'utf8'), false)),
    ...(options.extraSteps ?? []).map(({ name, sql }) => step(name, sql, false)),
    ...(options.moduleFiles ?? []).map((path) => step(path.split('/').slice(-2).join('/'), readFileSync(path, 'utf8'), true)),
  ];
}

function outstanding(steps: readonly Step[], applied: ReadonlyMap<string, string>): readonly Step[] {
  const known = new Set(steps.map((step) => step.name));
  const newer = [...applied.keys()].find((name) => fileName.test(name) && !known.has(name));
  if (newer !== undefined)
    throw new SchemaMismatch(`the database is newer than this program: it has ${newer}; start a version of Akawo that knows it`);
  const lastApplied =
    [...applied.keys()]
      .filter((name) => fileName.test(name))
      .toSorted()
      .at(-1) ?? '';
  return steps.filter((step) => {
    const hash = applied.get(step.name);
    if (hash === step.hash) return false;
    if (step.repeatable) return true;
    if (hash !== undefined)
      throw new SchemaMismatch(`${step.name} was edited after it was applied; put it back and write a new migration`);
    if (fileName.test(step.name) && step.name < lastApplied)
      throw new SchemaMismatch(`${step.name} sorts before ${lastApplied}, which is applied already`);
    return true;
  });
}

async function apply(client: pg.Client, step: Step): Promise<void> {
  const inTransaction = !/^-- no transaction$/m.test(step.sql);
  try {
    if (inTransaction) await client.query('begin');
    await client.query(step.sql);
    await client.query(
      'insert into platform.migrations (name, hash) values ($1, $2) on conflict (name) do update set hash = excluded.hash, applied_at = now()',
      [step.name, step.hash],
    );
    if (inTransaction) await client.query('commit');
  } catch (thrown) {
    if (inTransaction) await client.query('rollback');
    throw new Error(`migration ${step.name} failed: ${(thrown as Error).message}`, { cause: thrown });
  }
}

async function appliedSteps(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from platform.migrations');
  return new Map(rows.map((row) => [row.name, row.hash]));
}

/** Asked again and again instead of waited for: a session that waits for a lock would deadlock with `create index concurrently`. */
async function takeLock(client: pg.Client): Promise<void> {
  const patience = Date.now() + lockPatienceMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended('akawo.migrate', 0)) as taken",
    );
    if (rows[0]?.taken === true) return;
    if (Date.now() > patience)
      throw new Error('another process has been migrating this database for two minutes; find out why before you start again');
    await wait(100);
  }
}
