import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, mayUse } from './account.ts';
import { EmbeddedPostgresRefusal } from './refusal.ts';

export interface Folders {
  /** What only this program reads: password, port, log, locks. */
  readonly home: string;
  /** Where PostgreSQL itself writes: in the home, or outside when its account can not reach the home. */
  readonly data: string;
  readonly sockets: string;
}

/** A Unix socket's path is limited to 104 bytes on macOS and 108 on Linux, with PostgreSQL's file name inside. */
const longestSocketFolder = 80;

export function chooseFolders(home: string, account: Account | undefined, outside: string): Folders {
  const tag = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const place = choosePlace(home, account, join(outside, tag));
  const inPlace = join(place, 'sockets');
  const short = account === undefined ? join(tmpdir(), `akawo-${tag}`) : join(outside, tag, 'sockets');
  return { home, data: join(place, 'data'), sockets: Buffer.byteLength(inPlace) <= longestSocketFolder ? inPlace : short };
}

/** Makes a folder that belongs to PostgreSQL's account and to nobody else. */
export function giveFolder(path: string, account: Account | undefined): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
  if (account !== undefined) chownSync(path, account.uid, account.gid);
  chmodSync(path, 0o700);
}

function choosePlace(home: string, account: Account | undefined, elsewhere: string): string {
  if (account === undefined) return home;
  const isReachable = reaches(home, account);
  if (existsSync(join(home, 'data'))) {
    if (isReachable) return home;
    throw new EmbeddedPostgresRefusal(
      'not_permitted',
      `PostgreSQL does not run as root, and its own account can not reach the database in ${home}.`,
      'Open the folders above it with chmod o+x, or move the data and set AKAWO_HOME to it.',
    );
  }
  return isReachable && !existsSync(elsewhere) ? home : elsewhere;
}

function reaches(home: string, account: Account): boolean {
  const probe = mkdtempSync(join(home, 'probe-'));
  try {
    chownSync(probe, account.uid, account.gid);
    return mayUse(account, probe, 'write');
  } finally {
    rmdirSync(probe);
  }
}
