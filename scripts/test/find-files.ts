import { globSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const workspaces = '{money,server,sandbox,sdk,scripts,web}';
const foreign = ['**/node_modules/**', '**/dist/**'];

/** The test files that the words name: files, folders or patterns; without words all there are. */
export function findTestFiles(root: string, words: readonly string[]): readonly string[] {
  const patterns =
    words.length === 0
      ? [`${workspaces}/**/*.test.ts`]
      : words.map((word) => (isFolder(root, word) ? join(word, '**/*.test.ts') : word));
  const found = globSync(
    patterns.map((pattern) => relative(root, resolve(root, pattern))),
    { cwd: root, exclude: foreign },
  );
  return found.map((file) => join(root, file)).toSorted();
}

function isFolder(root: string, word: string): boolean {
  return statSync(resolve(root, word), { throwIfNoEntry: false })?.isDirectory() === true;
}
