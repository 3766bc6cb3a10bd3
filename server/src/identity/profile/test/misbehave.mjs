import { spawn } from 'node:child_process';

// Does what the picture says, as no drawing program should.
let order = '';
for await (const chunk of process.stdin) order += chunk;
const deeds = {
  hang: () => setInterval(() => {}, 1_000),
  spin() {
    for (;;);
  },
  crash: () => process.abort(),
  flood: () => setInterval(() => process.stdout.write(Buffer.alloc(1_000_000))),
  talk: () => process.stderr.write('x'.repeat(2_000_000)),
  markup: () => process.stdout.write('<script>alert(1)</script>'),
  lie: () => process.stdout.write('RIFF\xff\xff\xff\xffWEBP<script>', 'latin1'),
  nothing() {},
  fail() {
    throw new Error('a canary of our own');
  },
  fork: () => leaveBehind({}),
  leave: () => leaveBehind({ detached: true }),
  look: () => process.stderr.write(JSON.stringify({ ...process.env, cwd: process.cwd() })),
};

/** Somebody who holds our ends of the pipes for longer than any test takes. */
function leaveBehind(options) {
  const sleeper = ['--jitless', '-e', 'setTimeout(() => {}, 20_000)'];
  const { pid } = spawn(process.execPath, sleeper, { ...options, stdio: 'inherit' });
  process.stderr.write(`left ${pid} behind`);
  setInterval(() => {}, 1_000);
}

deeds[order]?.();
if (order === 'look') process.exitCode = 99;
