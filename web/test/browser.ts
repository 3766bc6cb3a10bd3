import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache');
const unpacked = join(cache, 'akawo-chromium');
const installedBySystem = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export interface FoundBrowser {
  readonly executablePath: string;
  readonly from: 'CHROMIUM_PATH' | 'playwright' | 'system' | 'npm';
  /** Where its shared libraries are, on a machine that has none. */
  readonly libraries?: string;
}

/** A Chromium on this machine, best first; `undefined` when there is none, and then browser tests are skipped. */
export async function findBrowser(): Promise<FoundBrowser | undefined> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file`);
    return { executablePath: named, from: 'CHROMIUM_PATH' };
  }
  const downloaded = chromium.executablePath();
  if (existsSync(downloaded)) return { executablePath: downloaded, from: 'playwright' };
  const installed = installedBySystem.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, from: 'system' };
  return process.platform === 'linux' && process.arch === 'x64' ? unpackedFromNpm() : undefined;
}

async function unpackedFromNpm(): Promise<FoundBrowser> {
  if (!existsSync(unpacked)) await unpack();
  const libraries = join(unpacked, 'al2023', 'lib');
  const found = { executablePath: join(unpacked, 'chromium'), from: 'npm' } as const;
  return existsSync(libraries) ? { ...found, libraries } : found;
}

/**
 * The package unpacks into the temporary folder and trusts any file of that name there, so it is given a fresh folder of ours.
 * The finished folder is then moved into place as a whole: of two test files that unpack at once, one wins and both can use it.
 */
async function unpack(): Promise<void> {
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'unpacking-'));
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = fresh;
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    const executable = await packed.executablePath();
    if (spawnSync(executable, ['--version'], { timeout: 10_000 }).status !== 0) {
      await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))));
    }
    await rename(fresh, unpacked);
  } catch (thrown) {
    if (!existsSync(unpacked)) throw thrown;
  } finally {
    await rm(fresh, { recursive: true, force: true });
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
}

export async function launch({ executablePath, libraries }: FoundBrowser): Promise<Browser> {
  const env = { ...process.env, ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }) };
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({ executablePath, timeout: 20_000, env: Object.fromEntries(known) });
}
