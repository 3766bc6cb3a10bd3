import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { files, root } from './project.ts';

const pages = files.filter(({ path }) => path.endsWith('.md'));

/** Where the relative links of a page lead, from the root. */
function linksOf({ path, text }: { path: string; text: string }): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const targets = Array.from(prose.matchAll(/\]\((?<target>[^)\s]+)(?:\s"[^"]*")?\)/g), ({ groups }) => groups?.['target'] ?? '');
  const relative = targets.filter((target) => !/^(?:[a-z]+:|#|\/)/.test(target));
  return relative.map((target) => posix.join(posix.dirname(path), decodeURI(target.replace(/#.*$/, ''))));
}

test('every relative link in a document leads somewhere', () => {
  const links = pages.flatMap((page) => linksOf(page).map((target) => ({ from: page.path, target })));
  assert.ok(pages.length >= 5 && links.length >= 5, `only ${String(links.length)} links in ${String(pages.length)} pages`);
  assert.deepEqual(
    links.filter(({ target }) => !existsSync(join(root, target))),
    [],
  );
});

test('every page of docs can be found from another page', () => {
  const linked = new Set(pages.flatMap((page) => linksOf(page).filter((target) => target !== page.path)));
  const inDocs = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
  const folders = (path: string) =>
    [posix.dirname(path), `${posix.dirname(path)}/`].filter((folder) => !/^docs\/?$/.test(folder));
  assert.ok(inDocs.length >= 2);
  assert.deepEqual(
    inDocs.filter((path) => ![path, ...folders(path)].some((target) => linked.has(target))),
    [],
  );
});
