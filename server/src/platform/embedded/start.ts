import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { accountForPostgres } from './account.ts';
import { findPackage, prepareBinaries } from './binaries.ts';
import { type Claim, type ClaimKind, claimHome } from './claim.ts';
import { ensureCluster } from './cluster.ts';
import { ensureDatabase, ownerUrl } from './database.ts';
import { chooseFolders, type Folders } from './folders.ts';
import { keepAlive } from './keep-alive.ts';
import { launch } from './launch.ts';
import { findRunning, isPostmaster, stopPostmaster } from './postmaster.ts';
import { asRefusal } from './refusal.ts';

export interface EmbeddedPostgresOptions {
  /** The folder of this database: its data, password, port, log and locks. */
  readonly home: string;
  /** `own` is refused while another process owns the home; `visit` uses what runs, or starts it for as long as it is needed. */
  readonly claim: ClaimKind;
  /** Settings of postgresql.conf. PostgreSQL's own defaults are the safe ones; only tests have a reason to lower them. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly superuser?: string;
  readonly onProgress?: (line: string) => void;
  /** Told when an owner's PostgreSQL ended by itself, with what was done about it; belongs into a log. */
  readonly onDeath?: (sentence: string) => void;
  /** The package with the binaries, and the place for what PostgreSQL's account can not reach in a checkout that is closed to it. */
  readonly packageFolder?: string;
  readonly outside?: string;
}

export interface EmbeddedPostgres {
  /** With the owner's password in it: for connecting, never for showing. */
  readonly ownerUrl: string;
  /** Whether PostgreSQL ran already, started by somebody else or left behind by a crash. */
  readonly adopted: boolean;
  /** Gives the database back; it is stopped when nobody else uses this home. */
  stop(): Promise<void>;
}

const defaultOutside = '/var/lib/akawo';

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    mkdirSync(options.home, { recursive: true });
    const home = realpathSync(options.home);
    const claim = await claimHome(home, options.claim);
    return await startClaimed(options, home, claim);
  } catch (error) {
    throw asRefusal(error, options.home);
  }
}

/** Stops a PostgreSQL that its owner left behind when it was killed; does nothing where somebody still uses the home. */
export async function stopLeftBehind(home: string): Promise<void> {
  if (!existsSync(home)) return;
  const folder = realpathSync(home);
  const claim = await claimHome(folder, 'visit');
  await claim.leave(() => stopRunning(chooseFolders(folder, accountForPostgres(), defaultOutside)));
}

async function startClaimed(options: EmbeddedPostgresOptions, home: string, claim: Claim): Promise<EmbeddedPostgres> {
  let stop = () => claim.leave(async () => {});
  try {
    const { outside = defaultOutside, superuser = 'akawo_owner', settings = {}, onProgress = () => {} } = options;
    const account = accountForPostgres();
    const binaries = prepareBinaries(options.packageFolder ?? findPackage(), account, outside);
    const folders = chooseFolders(home, account, outside);
    stop = () => claim.leave(() => stopRunning(folders));
    const startOrAdopt = async () => {
      const sync = settings['fsync'] !== 'off';
      const password = await ensureCluster({ folders, binaries, account, superuser, sync, onProgress });
      const adopted = await findRunning(folders.data);
      const postmaster = adopted ?? (await launch({ folders, binaries, account, settings, onProgress }));
      const url = ownerUrl(postmaster, superuser, password);
      await ensureDatabase(url);
      return { url, pid: postmaster.pid, adopted: adopted !== undefined };
    };
    let running = await claim.alone(startOrAdopt);
    const { url, adopted } = running;
    const isAlive = () => isPostmaster(running.pid, folders.data);
    const revive = async () => {
      running = await claim.alone(startOrAdopt);
    };
    const keeping =
      options.claim === 'own' ? keepAlive({ isAlive, revive, onRevived: options.onDeath ?? onProgress }) : undefined;
    const stopKept = async () => {
      await keeping?.stop();
      await stop();
    };
    let stopping: Promise<void> | undefined;
    return { ownerUrl: url, adopted, stop: () => (stopping ??= stopKept()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopRunning({ data }: Folders): Promise<void> {
  const running = await findRunning(data);
  if (running !== undefined) await stopPostmaster(running.pid, data);
}
