import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'akawo-runner-'));
after(() => rmSync(folder, { recursive: true }));

const program = join(import.meta.dirname, '..', 'test.ts');

function write(name: string, body: string): string {
  const file = join(folder, name);
  writeFileSync(file, `import { test } from 'node:test';\n${body}`);
  return file;
}

/** With a database address that nobody calls, since these files need none. */
async function runner(
  args: readonly string[],
  interruptAt?: RegExp,
): Promise<{ code: number | null; output: string; lastLine: string | undefined }> {
  const environment: NodeJS.ProcessEnv = { ...process.env, TEST_DATABASE_URL: 'postgres://localhost/none' };
  // Left in, it would make the runner believe that it is a test file itself.
  delete environment['NODE_TEST_CONTEXT'];
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += String(text);
      if (interruptAt?.test(output) === true && !child.killed) child.kill('SIGINT');
    });
  }
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(20_000) })) as [number | null];
  return { code, output, lastLine: output.trimEnd().split('\n').at(-1) };
}

describe('npm test', { concurrency: true }, () => {
  const good = write('good.test.ts', `test('holds', () => {}); test('rests', { skip: 'not today' }, () => {});`);

  test('counts what ran, and names the files it is given', async () => {
    const { code, lastLine, output } = await runner([good]);
    assert.equal(lastLine, '1 passed, 0 failed, 1 skipped');
    assert.match(output, /holds/);
    assert.equal(code, 0);
  });

  test('fails when a test fails, and still runs the others', async () => {
    const bad = write('bad.test.ts', `test('breaks', () => { throw new Error('alas'); });`);
    const { code, lastLine } = await runner([good, bad]);
    assert.equal(lastLine, '1 passed, 1 failed, 1 skipped');
    assert.equal(code, 1);
  });

  test('fails when a file crashes before or between its tests', async () => {
    const before = write('before.test.ts', `throw new Error('alas');`);
    assert.equal((await runner([good, before])).code, 1);
    const between = write('between.test.ts', `test('holds', () => {}); test('dies', () => process.exit(0));`);
    assert.equal((await runner([good, between])).code, 1);
  });

  test('fails when there is nothing to run', async () => {
    assert.equal((await runner([join(folder, 'none.test.ts')])).code, 1);
    const empty = write('empty.test.ts', '');
    assert.equal((await runner([empty])).code, 1);
    assert.equal((await runner([good, '--test-name-pattern=no such test'])).code, 1);
  });

  test('an interruption ends it, and it does not count as passed', async () => {
    const endless = write(
      'endless.test.ts',
      `console.log('under way'); test('waits', () => new Promise((resolve) => setTimeout(resolve, 30_000)));`,
    );
    const { code } = await runner([good, endless], /under way/);
    assert.equal(code, 1);
  });
});
