import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type Folders, giveFolder } from './folders.ts';
import { EmbeddedPostgresRefusal, ProgramFailure } from './refusal.ts';

/** Nothing of ours is passed on, secrets least of all; the machine's language and time zone must not change what the data means. */
export const plainEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

const initdbMilliseconds = 120_000;

export interface ClusterOptions {
  readonly folders: Folders;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly superuser: string;
  /** Whether the files are flushed to the disk before we go on; tests do without. */
  readonly sync: boolean;
  readonly onProgress: (line: string) => void;
}

/** Makes the data folder once, or checks the one that is there, and answers with the owner's password. */
export async function ensureCluster(options: ClusterOptions): Promise<string> {
  const { folders, binaries } = options;
  const passwordFile = join(folders.home, 'owner-password');
  if (!existsSync(folders.data)) {
    options.onProgress('Creating the database, once');
    const password = randomBytes(24).toString('base64url');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    await initialise(options, password);
    return password;
  }
  const major = Number.parseInt(readFileSync(join(folders.data, 'PG_VERSION'), 'utf8'), 10);
  if (major !== binaries.major) {
    throw new EmbeddedPostgresRefusal(
      'other_major_version',
      `The data in ${folders.data} is of PostgreSQL ${major}, and this Akawo brings PostgreSQL ${binaries.major}.`,
      `Use the Akawo it came from, or PostgreSQL ${major} through DATABASE_URL, or start afresh with another AKAWO_HOME.`,
    );
  }
  if (!existsSync(passwordFile)) {
    throw new EmbeddedPostgresRefusal(
      'password_lost',
      `There is a database in ${folders.data}, but its password file ${passwordFile} is gone.`,
      'Put the file back, or move the data away to start afresh.',
    );
  }
  return readFileSync(passwordFile, 'utf8').trim();
}

/** In a folder of another name, renamed when all is well, so that half a data folder is never taken for a whole one. */
async function initialise({ folders, binaries, account, superuser, sync }: ClusterOptions, password: string): Promise<void> {
  const unfinished = `${folders.data}.unfinished`;
  const passwordForInitdb = join(unfinished, 'password');
  const data = join(unfinished, 'data');
  rmSync(unfinished, { recursive: true, force: true });
  giveFolder(unfinished, account);
  writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordForInitdb, account.uid, account.gid);
  const settings = [
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordForInitdb}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(sync ? [] : ['--no-sync']),
  ];
  const options = { ...account, cwd: dirname(binaries.initdb), env: plainEnvironment, timeout: initdbMilliseconds };
  try {
    await new Promise<void>((resolve, reject) => {
      execFile(binaries.initdb, settings, options, (error, _output, said) =>
        error === null ? resolve() : reject(new ProgramFailure(said === '' ? error.message : said)),
      );
    });
    renameSync(data, folders.data);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
