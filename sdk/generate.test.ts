import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateSdk } from './generate.ts';

async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')] as const));
  return new Map(texts.toSorted(([left], [right]) => left.localeCompare(right)));
}

test('the committed client is exactly what the committed contract generates', async (t) => {
  const fresh = await mkdtemp(join(tmpdir(), 'akawo-sdk-'));
  t.after(() => rm(fresh, { recursive: true }));
  await generateSdk({ contract: join(import.meta.dirname, 'openapi.json'), output: fresh });
  const generated = await filesOf(fresh);
  assert.ok(generated.size >= 10, `only ${generated.size} files were generated`);
  assert.deepEqual(await filesOf(join(import.meta.dirname, 'src', 'generated')), generated, 'run npm run generate');
});
