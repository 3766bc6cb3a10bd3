import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

const web = import.meta.dirname;
const repository = join(web, '..');
const stampName = '.built-from';
const sources = [
  'web/{index.html,package.json,vite.config.ts,build.ts}',
  'web/{src,public}/**/*.*',
  'sdk/src/**/*.ts',
  'money/src/**/*.ts',
  'package-lock.json',
];

/** Where the server finds the app. */
export const webDist = join(web, 'dist');

/** Builds the app when its sources are not the ones that it was last built from. Safe to call from two processes at once. */
export async function buildWeb({ force = false }: { force?: boolean } = {}): Promise<{ built: boolean; ms: number }> {
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  const stamp = await hashSources();
  if (!force && (await builtFrom()) === stamp) return { built: false, ms: took() };

  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const workplace = await mkdtemp(join(cache, 'akawo-web-'));
  try {
    const fresh = join(workplace, 'dist');
    const { build } = await import('vite');
    await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
    await compressFiles(fresh);
    await writeFile(join(fresh, stampName), stamp);
    await putInPlace(fresh, join(workplace, 'old'));
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  return { built: true, ms: took() };
}

async function hashSources(): Promise<string> {
  const paths = (await filesIn(repository, sources)).filter((path) => !/\.test\.tsx?$/.test(path));
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) hash.update(`${path}\0`).update(await readFile(join(repository, path)));
  return hash.digest('hex');
}

/** Small phones on slow networks get the best compression there is, made once here and not per request. */
async function compressFiles(folder: string): Promise<void> {
  const compress = async (path: string) => {
    const bytes = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes));
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  };
  const paths = await filesIn(folder, ['**/*.{html,js,css,svg}']);
  await Promise.all(paths.map((path) => compress(join(folder, path))));
}

async function filesIn(folder: string, patterns: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob(patterns, { cwd: folder })) paths.push(path);
  return paths;
}

async function builtFrom(): Promise<string | undefined> {
  const stamp = join(webDist, stampName);
  return existsSync(stamp) ? readFile(stamp, 'utf8') : undefined;
}

/** A folder cannot be replaced in one step, so the old one moves aside first; whoever loses that race just tries again. */
async function putInPlace(fresh: string, aside: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (existsSync(webDist)) await rename(webDist, `${aside}-${attempt}`);
      await rename(fresh, webDist);
      return;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (attempt === 20 || (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST')) throw thrown;
    }
  }
}

// For whoever builds in a process of its own: the outcome, to be read by a program.
if (import.meta.main) process.stdout.write(JSON.stringify(await buildWeb()));
