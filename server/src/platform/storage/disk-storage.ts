import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkName, checkSize, type Storage } from './storage.ts';

export interface DiskStorageOptions {
  /** Made when it is missing. Processes that serve the same files share it. */
  readonly folder: string;
}

/** No name of a file begins with a dot, so the drafts are out of everybody's reach. */
const draftsFolder = '.drafts';
/** No write takes this long: what is older was left by a process that died. */
const abandonedAfterMs = 3_600_000;

/** Files in one folder. A file is written beside it, brought to the disk, and only then given its name. */
export function createDiskStorage({ folder }: DiskStorageOptions): Storage {
  const drafts = join(folder, draftsFolder);
  let prepared: Promise<void> | undefined;

  function prepare(): Promise<void> {
    prepared ??= makeReady(drafts).catch((thrown: unknown) => {
      prepared = undefined;
      throw thrown;
    });
    return prepared;
  }

  return {
    async put(name, bytes) {
      checkName(name);
      checkSize(bytes);
      await prepare();
      const draft = join(drafts, randomUUID());
      try {
        await writeFile(draft, bytes, { flag: 'wx', mode: 0o600, flush: true });
        await rename(draft, join(folder, name));
      } catch (thrown) {
        await rm(draft, { force: true });
        throw thrown;
      }
      await keepNames(folder);
    },
    async get(name) {
      checkName(name);
      return readFile(join(folder, name)).catch(unlessMissing);
    },
    async remove(name) {
      checkName(name);
      await unlink(join(folder, name)).catch(unlessMissing);
    },
  };
}

async function makeReady(drafts: string): Promise<void> {
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  const abandoned = Date.now() - abandonedAfterMs;
  for (const name of await readdir(drafts)) {
    const draft = join(drafts, name);
    const found = await stat(draft).catch(unlessMissing);
    if (found !== undefined && found.mtimeMs < abandoned) await rm(draft, { force: true });
  }
}

/** A new name is part of the folder, which is brought to the disk on its own. */
async function keepNames(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing(thrown: unknown): undefined {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
  throw thrown;
}
