import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** One finding: `server/src/wallet/planted.ts:3 eslint(no-restricted-imports)`. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

interface Report {
  readonly number_of_files: number;
  readonly diagnostics: readonly {
    code?: string;
    message: string;
    filename: string;
    labels: readonly { span: { line: number } }[];
  }[];
}

/** Lints a made-up project of these files with the real configuration, so that a rule that does not bite shows. */
export function lintPlanted(files: ReadonlyMap<string, string>): Finding[] {
  const project = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    const configuration = JSON.stringify(join(root, 'oxlint.config.ts'));
    write(project, 'oxlint.config.ts', `export { default } from ${configuration};\n`);
    write(project, 'tsconfig.json', JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['**/*'] }));
    for (const [path, text] of files) write(project, path, text);

    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const run = spawnSync(process.execPath, [oxlint, '--format=json', ...files.keys()], {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    });
    const report = parse(run.stdout, run.stderr);
    if (report.number_of_files !== files.size)
      throw new Error(`${String(report.number_of_files)} of ${String(files.size)} files were linted`);
    return report.diagnostics.map(({ code, message, filename, labels }) => ({
      file: filename,
      line: labels[0]?.span.line ?? 0,
      rule: code ?? message,
    }));
  } finally {
    rmSync(project, { recursive: true });
  }
}

function parse(output: string, errors: string): Report {
  try {
    return JSON.parse(output) as Report;
  } catch (cause) {
    throw new Error(`the linter did not report: ${output.slice(-1_000)}${errors}`, { cause });
  }
}

function write(project: string, path: string, text: string): void {
  mkdirSync(join(project, dirname(path)), { recursive: true });
  writeFileSync(join(project, path), text);
}
