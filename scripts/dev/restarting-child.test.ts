import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startRestartingChild } from './restarting-child.ts';

test('a change starts the program anew, and a crash waits for the next change', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'akawo-dev-'));
  const program = join(folder, 'program.mjs');
  const version = (number: number) =>
    writeFileSync(
      program,
      `console.log('version ${number}'); process.send({ type: 'ready', urls: {} }); process.on('disconnect', () => process.exit());`,
    );
  const said: string[] = [];
  const hears = async (text: RegExp) => {
    for (let tries = 0; !said.some((line) => text.test(line)); tries += 1) {
      assert.ok(tries < 500, `never heard ${text} in ${said.join('\n')}`);
      await pause(10);
    }
  };
  version(1);
  const child = startRestartingChild({
    name: 'program',
    program,
    environment: process.env,
    graceMilliseconds: 2_000,
    folders: [folder],
    onLine: (line) => said.push(line),
    say: (line) => said.push(line),
  });
  try {
    await child.ready;
    version(2);
    await hears(/version 2/);
    await hears(/The program was restarted in \d+ ms/);
    assert.ok(!said.some((line) => line.includes('it starts again')), 'a restart is no crash');
    writeFileSync(program, 'throw new Error("alas");');
    await hears(/The program ended with code 1; it starts again at the next change/);
    version(3);
    await hears(/version 3/);
  } finally {
    assert.equal(await child.stop(), 'stopped');
    rmSync(folder, { recursive: true });
  }
});
