import { join, resolve } from 'node:path';
import { nodeFlags } from '../server/node-flags.ts';
import { loadDotEnv } from '../server/src/platform/config/index.ts';
import { runEverything } from './start/everything.ts';

const root = join(import.meta.dirname, '..');
const environment = { ...loadDotEnv(root), ...process.env };

// The person's address is the one of the web app with hot reload; the server stands behind it, one port further.
const port = Number(environment['PORT'] ?? 3000);
const behind = { PORT: String(port + 1), PUBLIC_URL: environment['PUBLIC_URL'] ?? `http://localhost:${port}` };

process.exitCode = await runEverything({
  home: resolve(root, environment['AKAWO_HOME'] ?? '.akawo'),
  environment,
  programs: [
    {
      name: 'server',
      label: 'Server',
      file: join(root, 'server', 'src', 'main.ts'),
      nodeFlags,
      environment: behind,
      watch: ['server/src', 'server/migrations', 'money/src'].map((folder) => join(root, folder)),
    },
    { name: 'sandbox', label: 'Sandbox', file: join(root, 'sandbox', 'src', 'main.ts'), watch: [join(root, 'sandbox', 'src')] },
    {
      name: 'web',
      label: 'Web app',
      file: join(root, 'scripts', 'dev', 'front.ts'),
      environment: { AKAWO_API: `http://127.0.0.1:${port + 1}` },
    },
  ],
});
