import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

const talks = (messages: readonly object[]) => messages.map((message) => `process.send(${JSON.stringify(message)});`).join('\n');
const stops = `
  const stop = () => { writeFileSync(process.env.AKAWO_HOME + '/stopped', name + ' ', { flag: 'a' }); process.exit(0); };
  process.on('SIGTERM', stop); process.on('disconnect', stop); setInterval(() => {}, 1000);`;
const ready = [
  { type: 'progress', text: 'migrating' },
  {
    type: 'ready',
    urls: { App: 'http://localhost:1', 'API docs': 'http://localhost:1/docs' },
    logins: [{ who: 'Ada', email: 'a@b.c', password: 'pw' }],
  },
];

/** A home with stand-ins for the server and the sandbox, and a program that starts them as `npm start` does. */
function stage(server: string, sandbox = `${talks([{ type: 'ready', urls: { Sandbox: 'http://localhost:2' } }])}${stops}`) {
  const home = mkdtempSync(join(tmpdir(), 'akawo-start-'));
  chmodSync(home, 0o755);
  for (const [name, program] of Object.entries({ server, sandbox })) {
    const head = `import { writeFileSync } from 'node:fs'; const name = '${name}'; writeFileSync(process.env.AKAWO_HOME + '/${name}.pid', String(process.pid));`;
    writeFileSync(join(home, `${name}.mjs`), `${head}\n${program}`);
  }
  const programs = ['server', 'sandbox'].map((name) => ({ name, label: name, file: join(home, `${name}.mjs`) }));
  writeFileSync(
    join(home, 'start.mjs'),
    `import { runEverything } from ${module('./everything.ts')};
     process.exitCode = await runEverything({ home: ${JSON.stringify(home)}, environment: process.env, prepare: async () => {}, programs: ${JSON.stringify(programs)}, graceMilliseconds: 1000 });`,
  );
  return {
    home,
    start: () => follow(spawn(process.execPath, [join(home, 'start.mjs')], { stdio: 'pipe' })),
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  };
}

function follow(child: ChildProcess) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const end = once(child, 'close', { signal: AbortSignal.timeout(15_000) }) as Promise<[number | null]>;
  end.catch(() => {});
  const says = async (text: RegExp) => {
    for (let tries = 0; !text.test(output); tries += 1) {
      assert.ok(tries < 500 && child.exitCode === null, `never said ${text}, but:\n${output}`);
      await pause(20);
    }
  };
  return { child, says, code: async () => (await end)[0], output: () => output };
}

const pidOf = (home: string, name: string) => Number(readFileSync(join(home, `${name}.pid`), 'utf8'));

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm start', { concurrency: true }, () => {
  test('shows where everything is, and stops it in order at a signal', async () => {
    using home = stage(`${talks(ready)}${stops}`);
    const started = home.start();
    await started.says(/Ctrl-C\n/);
    for (const line of [
      /App +http:\/\/localhost:1\n/,
      /API docs +http:\/\/localhost:1\/docs\n/,
      /Sandbox +http:\/\/localhost:2\n/,
      /Ada +a@b\.c +pw\n/,
    ]) {
      assert.match(started.output(), line);
    }
    started.child.kill('SIGINT');
    assert.equal(await started.code(), 0);
    assert.equal(readFileSync(join(home.home, 'stopped'), 'utf8'), 'server sandbox ');
  });

  test('passes on a refusal as a sentence with its way out, and starts nothing more', async () => {
    using home = stage(
      `${talks([{ type: 'refused', sentence: 'Port 3000 is taken.', hint: 'Set PORT.' }])} process.disconnect(); process.exitCode = 1;`,
    );
    const started = home.start();
    assert.equal(await started.code(), 1);
    assert.match(started.output(), /\nPort 3000 is taken\.\nSet PORT\.\n$/);
    assert.equal(existsSync(join(home.home, 'sandbox.pid')), false);
  });

  test('shows the last words of a program that crashes while it starts', async () => {
    using home = stage(`throw new Error('no such luck');`);
    const started = home.start();
    assert.equal(await started.code(), 1);
    assert.match(started.output(), /The server ended with code 1\.\n[^]*Error: no such luck/);
  });

  test('stops the rest and says so when a program dies', async () => {
    using home = stage(`${talks(ready)}${stops}`);
    const started = home.start();
    await started.says(/Ctrl-C\n/);
    process.kill(pidOf(home.home, 'server'), 'SIGKILL');
    assert.equal(await started.code(), 1);
    assert.match(started.output(), /The server was ended by SIGKILL by itself; the rest is being stopped\./);
    assert.equal(readFileSync(join(home.home, 'stopped'), 'utf8'), 'sandbox ');
  });

  test('cuts off a program that does not stop in time, with a sentence', async () => {
    using home = stage(`${talks(ready)} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);
    const started = home.start();
    await started.says(/Ctrl-C\n/);
    started.child.kill('SIGTERM');
    assert.equal(await started.code(), 1);
    assert.match(started.output(), /The server did not stop in time and was cut off/);
    assert.equal(isProcess(pidOf(home.home, 'server')), false);
  });

  test('leaves nothing behind when it is killed itself', async () => {
    using home = stage(`${talks(ready)}${stops}`);
    const started = home.start();
    await started.says(/Ctrl-C\n/);
    started.child.kill('SIGKILL');
    for (const name of ['server', 'sandbox']) {
      for (let tries = 0; isProcess(pidOf(home.home, name)); tries += 1) {
        assert.ok(tries < 300, `${name} is still there`);
        await pause(20);
      }
    }
  });

  test('keeps the log, shows its warnings, and refuses to start twice in one home', async () => {
    const logs = `console.log(JSON.stringify({ level: 30, msg: 'quiet' })); console.log(JSON.stringify({ level: 50, msg: 'alas', err: { message: 'broken' } }));`;
    using home = stage(`${logs}${talks(ready)}${stops}`);
    const started = home.start();
    await started.says(/Ctrl-C\n/);
    await started.says(/server: alas: broken\n/);
    assert.doesNotMatch(started.output(), /quiet/);
    const second = home.start();
    assert.equal(await second.code(), 1);
    assert.match(second.output(), new RegExp(`Akawo already runs here: process ${started.child.pid}, .*\n.*AKAWO_HOME`));
    started.child.kill('SIGINT');
    assert.equal(await started.code(), 0);
    assert.match(readFileSync(join(home.home, 'logs', 'server.log'), 'utf8'), /quiet/);
  });
});
