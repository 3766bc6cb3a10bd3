import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const nodePackage = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;

/** Has a process that starts another be late to go on after it, as on a busy machine. */
const lateAfterSpawn = `data:text/javascript,${encodeURIComponent(`
  import processes from 'node:child_process';
  import { syncBuiltinESMExports } from 'node:module';
  const { spawn } = processes;
  processes.spawn = (...given) => {
    const child = spawn(...given);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    return child;
  };
  syncBuiltinESMExports();
`)}`;

/** A checkout with nothing installed, and an npm that leaves a line in `installs`, and installs a Node, at once or when told to. */
function bareCheckout(
  npm: 'works' | 'waits' | 'fails' | 'hangs' = 'works',
): Disposable & { readonly root: string; readonly bin: string } {
  const root = mkdtempSync(join(tmpdir(), 'akawo-run-'));
  const bin = join(root, 'bin');
  mkdirSync(join(root, 'scripts'));
  mkdirSync(bin);
  cpSync(join(import.meta.dirname, 'run.mjs'), join(root, 'scripts', 'run.mjs'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(
    join(root, 'scripts', 'start.ts'),
    "const said: string = process.argv.slice(2).join(' ');\nconsole.log(`started ${said}`);",
  );
  const nodeFolder = `node_modules/${nodePackage}/bin`;
  const install = `rm -rf node_modules; mkdir -p ${nodeFolder}; ln -s '${process.execPath}' ${nodeFolder}/node`;
  const untilTold = 'while ! [ -e go-on ]; do sleep 0.02; done';
  const endings = {
    works: install,
    waits: `${untilTold}; ${install}`,
    fails: 'echo "npm error EUSAGE" >&2; exit 1',
    hangs: 'exec sleep 30',
  };
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$1" >> installs\n${endings[npm]}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  return { root, bin, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

function run(
  checkout: { root: string; bin: string },
  args: readonly string[],
  path = `${checkout.bin}:/usr/bin:/bin`,
  nodeOptions: readonly string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...nodeOptions, join(checkout.root, 'scripts', 'run.mjs'), ...args], {
    cwd: '/',
    env: { PATH: path },
    stdio: 'pipe',
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const [code, signal] = (await once(child, 'close', { signal: AbortSignal.timeout(10_000) })) as [
    number | null,
    NodeJS.Signals | null,
  ];
  return { code, signal, output };
}

function untilSaid(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve) => child.stdout?.on('data', (text) => String(text).includes(words) && resolve()));
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 500, 'waited for five seconds');
    await pause(10);
  }
}

describe('run.mjs', { concurrency: true }, () => {
  test('a bare checkout is installed once, and the arguments reach the command', async () => {
    using checkout = bareCheckout();
    const cold = await outcome(run(checkout, ['start', 'a', '--b']));
    assert.equal(cold.code, 0);
    assert.match(cold.output, /Installing the dependencies, once …\nInstalled the dependencies in \d+ s\.\nstarted a --b\n$/);
    const warm = await outcome(run(checkout, ['start'], '/nowhere'));
    assert.equal(warm.output, 'started \n');
    writeFileSync(join(checkout.root, 'package-lock.json'), '{ "changed": true }');
    assert.equal((await outcome(run(checkout, ['start']))).code, 0);
    assert.equal(readFileSync(join(checkout.root, 'installs'), 'utf8'), 'ci\nci\n');
  });

  test('two starts in a bare checkout install once between them', async () => {
    using checkout = bareCheckout('waits');
    const starts = ['one', 'two'].map((name) => run(checkout, ['start', name]));
    const ends = Promise.all(starts.map(outcome));
    await Promise.race([...starts.map((start) => untilSaid(start, 'waiting for it')), ends]);
    writeFileSync(join(checkout.root, 'go-on'), '');
    const both = await ends;
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(readFileSync(join(checkout.root, 'installs'), 'utf8'), 'ci\n');
    assert.equal(existsSync(join(checkout.root, '.akawo', 'install.lock')), false);
  });

  test('an interrupted installation leaves no stamp, and a killed one no lock that holds', async () => {
    using checkout = bareCheckout('hangs');
    const interrupted = run(checkout, ['start'], undefined, ['--import', lateAfterSpawn]);
    const end = outcome(interrupted);
    await until(() => existsSync(join(checkout.root, 'installs')));
    interrupted.kill('SIGINT');
    assert.match((await end).output, /interrupted; the next start begins it anew/);
    assert.notEqual((await end).code, 0);
    const lock = join(checkout.root, '.akawo', 'install.lock');
    assert.equal(existsSync(lock), false);
    writeFileSync(lock, '2147483646 2147483647');
    writeFileSync(join(checkout.bin, 'npm'), '#!/bin/sh\nexit 1\n');
    assert.match((await outcome(run(checkout, ['start']))).output, /could not be installed/);
  });

  test('a failed installation shows what npm said and starts nothing', async () => {
    using checkout = bareCheckout('fails');
    const { code, output } = await outcome(run(checkout, ['start']));
    assert.equal(code, 1);
    assert.match(
      output,
      /npm error EUSAGE\n\nThe dependencies could not be installed; npm says why above\. Nothing was started\.\n$/,
    );
  });

  test('without npm, and for a command that does not exist, there is one sentence', async () => {
    using checkout = bareCheckout();
    const withoutNpm = await outcome(run(checkout, ['start'], '/nowhere'));
    assert.equal(withoutNpm.code, 1);
    assert.match(withoutNpm.output, /npm is not on the PATH.*\n$/);
    const unknown = await outcome(run(checkout, ['strat']));
    assert.match(unknown.output, /^There is no command "strat"; there are start, dev, .*\n$/);
  });

  test('it ends as its command ended, by a code or by a signal', async () => {
    using checkout = bareCheckout();
    writeFileSync(join(checkout.root, 'scripts', 'start.ts'), 'process.exit(7);');
    assert.equal((await outcome(run(checkout, ['start']))).code, 7);
    writeFileSync(join(checkout.root, 'scripts', 'start.ts'), "console.log('up'); setTimeout(() => {}, 20_000);");
    const running = run(checkout, ['start']);
    const end = outcome(running);
    running.stdout?.once('data', () => running.kill('SIGTERM'));
    assert.equal((await end).signal, 'SIGTERM');
  });

  test('when its parent dies without a word, its command is told to stop', async () => {
    using checkout = bareCheckout();
    const pids = join(checkout.root, 'pids');
    writeFileSync(
      join(checkout.root, 'scripts', 'start.ts'),
      `import { writeFileSync } from 'node:fs'; writeFileSync('pids', String(process.pid)); setTimeout(() => {}, 20_000);`,
    );
    const parent = spawn('/bin/sh', ['-c', `'${process.execPath}' '${checkout.root}/scripts/run.mjs' start; true`], {
      env: { PATH: `${checkout.bin}:/usr/bin:/bin` },
      stdio: 'ignore',
    });
    await until(() => existsSync(pids) && readFileSync(pids, 'utf8') !== '');
    const started = Number(readFileSync(pids, 'utf8'));
    parent.kill('SIGKILL');
    await until(() => !isProcess(started));
  });
});

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
