import { join } from 'node:path';
import { createServer } from 'vite';
import type { ChildMessage } from '../start/messages.ts';

const web = join(import.meta.dirname, '..', '..', 'web');
const port = Number(process.env['PORT'] ?? 3000);
const tell = (message: ChildMessage) => process.send?.(message);

/** The web app with hot reload, in front of the server: what is not a page is passed on to it (see `web/vite.config.ts`). */
const vite = await createServer({
  configFile: join(web, 'vite.config.ts'),
  server: { port, strictPort: true },
  clearScreen: false,
});
const stop = () => void vite.close().then(() => process.exit(0));
try {
  await vite.listen();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.once(signal, stop);
  tell({ type: 'ready', urls: { App: `http://localhost:${port}` } });
} catch (error) {
  tell({
    type: 'refused',
    sentence: `The web app can not be served on port ${port}: ${(error as Error).message}`,
    hint: 'Set PORT to a free port.',
  });
  process.exitCode = 1;
  stop();
}
