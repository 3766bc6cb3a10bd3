import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface ProjectFile {
  /** From the root, with `/` on every system. */
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist', 'coverage', 'generated', '.git', '.akawo']);
const asText = /\.(?:ts|tsx|js|mjs|json|jsonc|sql|css|html|md|yaml|yml|sh|example)$|\/(?:run|Dockerfile|\.npmrc|\.gitignore)$/;

/** Everything written by hand, and the lock file. */
export const files: readonly ProjectFile[] = filesIn(root).map((path) => ({
  path: relative(root, path).split(sep).join('/'),
  text: readFileSync(path, 'utf8'),
}));

export const code = files.filter(({ path }) => /\.(?:ts|tsx|mjs)$/.test(path));
export const tests = code.filter(({ path }) => /\.test\.tsx?$/.test(path));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesIn(path);
    return entry.isFile() && asText.test(path) ? [path] : [];
  });
}

/** `path:line text`, so that an editor can jump there. */
export function linesWith(pattern: RegExp, among: readonly ProjectFile[]): string[] {
  return among.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${String(index + 1)} ${line.trim().slice(0, 120)}`] : [])),
  );
}
