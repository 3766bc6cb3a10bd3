import { ConfigMistake, readConfig } from './config.ts';
import { createSandbox } from './sandbox.ts';
import { createStages } from './stages.ts';

type Message =
  | { readonly type: 'ready'; readonly urls: Readonly<Record<string, string>> }
  | { readonly type: 'refused'; readonly sentence: string; readonly hint?: string };

const stopMilliseconds = 5_000;

try {
  const config = readConfig(process.env);
  const app = await createSandbox(createStages(config.folder));
  await app.listen({ host: config.host, port: config.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;

  const stop = () => {
    setTimeout(() => process.exit(1), stopMilliseconds).unref();
    void app.close().then(() => {
      if (process.connected) process.disconnect?.();
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  // Whoever started us is gone, by whatever death.
  process.once('disconnect', stop);
  tell({ type: 'ready', urls: { Sandbox: `http://localhost:${port}` } }, `The sandbox is at http://localhost:${port}.`);
} catch (error) {
  const refusal = asRefusal(error);
  if (refusal === undefined) throw error;
  tell({ type: 'refused', ...refusal }, [refusal.sentence, refusal.hint].filter((line) => line !== undefined).join('\n'));
  process.exitCode = 1;
  if (process.connected) process.disconnect?.();
}

function asRefusal(error: unknown): { sentence: string; hint?: string } | undefined {
  if (error instanceof ConfigMistake) return { sentence: error.message };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' && error instanceof Error && 'port' in error) {
    return { sentence: `Port ${String(error.port)} is taken by another program.`, hint: 'Set SANDBOX_PORT to a free port.' };
  }
  if (code === 'EACCES' || code === 'ENOSPC') return { sentence: `The sandbox can not start: ${(error as Error).message}` };
  return undefined;
}

/** To the program that started us, or to the person at the terminal. */
function tell(message: Message, words: string): void {
  if (process.send !== undefined) process.send(message);
  else console.log(words);
}
