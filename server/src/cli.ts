import { join } from 'node:path';
import { Command } from 'commander';
import { describeConfig, loadDotEnv, readConfig } from '#platform/config';
import { addIdentityCommands } from './cli/identity.ts';
import { addLedgerCommands } from './cli/ledger.ts';
import { createProgram } from './cli/program.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { PreparedDatabase } from './prepare-database.ts';
import { asRefusal } from './refusal.ts';
import { version } from './version.ts';

const root = join(import.meta.dirname, '../..');
const read = () => readConfig(process.env, { dotEnv: loadDotEnv(root), root });

/** Works on the database beside a running server, or starts the embedded one for as long as it takes. */
async function withDatabase<T>(work: (database: PreparedDatabase) => Promise<T>): Promise<T> {
  const database = await prepareDatabase(read(), { claim: 'visit', onProgress: console.error, onTrouble: console.error });
  try {
    return await work(database);
  } finally {
    await database.stop();
  }
}

const program = new Command('akawo').description('Akawo from the command line').version(version);

program
  .command('migrate')
  .description('bring the database to this version, as its owner')
  .action(() =>
    withDatabase(async ({ ownerUrl, applied }) => {
      if (ownerUrl === undefined) program.error('Migrating needs the owner: give its address as DATABASE_URL.');
      console.log(applied.length === 0 ? 'The database was up to date.' : `${applied.length} steps applied.`);
    }),
  );

const surroundings = createProgram({ readConfig: read, withDatabase });
addIdentityCommands(program, surroundings);
addLedgerCommands(program, surroundings);

const config = program.command('config').description('what the environment says');
config
  .command('check')
  .description('every variable, its value and where it came from; every mistake at once')
  .action(() => console.log(describeConfig(read())));

try {
  await program.parseAsync();
} catch (thrown) {
  const refusal = asRefusal(thrown);
  if (refusal === undefined) throw thrown;
  console.error([refusal.sentence, refusal.hint].filter((line) => line !== undefined).join('\n'));
  process.exitCode = 1;
}
