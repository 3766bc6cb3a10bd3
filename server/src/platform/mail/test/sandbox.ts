import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const program = join(import.meta.dirname, '../../../../../sandbox/src/main.ts');

/** The real sandbox in a process of its own, on a free port and with an empty book; its address. */
export async function startSandbox(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'akawo-mail-'));
  const child = fork(program, {
    env: { AKAWO_HOME: home, SANDBOX_PORT: '0' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(home, { recursive: true });
  });
  const [message] = (await once(child, 'message')) as [{ readonly urls: { readonly Sandbox: string } }];
  return message.urls.Sandbox.replace('localhost', '127.0.0.1');
}
