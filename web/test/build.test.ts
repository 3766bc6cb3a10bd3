import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildWeb, webDist } from '../build.ts';

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const screens = {
  landing: ['src/features/landing/index.ts'],
  entrance: ['src/features/entrance/index.ts'],
  home: ['src/app/members-shell.tsx', 'src/features/home/index.ts'],
  settings: ['src/app/members-shell.tsx', 'src/features/settings/index.ts'],
};
const budgetInKilobytes = 180;

before(async () => {
  await buildWeb();
});

test('sources that did not change are not built again', async () => {
  assert.equal((await buildWeb()).built, false);
});

for (const [name, entries] of Object.entries(screens)) {
  test(`the ${name} screen needs less than ${budgetInKilobytes} kB of script`, async (t: TestContext) => {
    const manifest = JSON.parse(await readFile(join(webDist, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>;
    const needed = new Set<string>();
    const follow = (key: string): void => {
      const chunk = manifest[key];
      if (chunk === undefined) throw new Error(`the build has no ${key}`);
      if (needed.has(chunk.file)) return;
      needed.add(chunk.file);
      chunk.imports?.forEach(follow);
    };
    follow('index.html');
    entries.forEach(follow);
    const sizes = await Promise.all([...needed].map(async (file) => gzipSync(await readFile(join(webDist, file))).length));
    const total = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    t.diagnostic(`${name}: ${total.toFixed(1)} kB of gzipped script in ${needed.size} files`);
    assert.ok(total < budgetInKilobytes, `${total} kB`);
  });
}

test('the page carries no inline script and no address of anybody else', async () => {
  const html = await readFile(join(webDist, 'index.html'), 'utf8');
  assert.ok(existsSync(join(webDist, 'color-scheme.js')));
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/);
  assert.doesNotMatch(html, /https?:\/\//);
});
