import { join, resolve } from 'node:path';
import { nodeFlags } from '../server/node-flags.ts';
import { loadDotEnv } from '../server/src/platform/config/index.ts';
import { runEverything } from './start/everything.ts';
import { buildWebApp } from './start/web-app.ts';

const root = join(import.meta.dirname, '..');
const environment = { ...loadDotEnv(root), ...process.env };

process.exitCode = await runEverything({
  home: resolve(root, environment['AKAWO_HOME'] ?? '.akawo'),
  environment,
  prepare: (steps) => steps.step('Web app', buildWebApp, ({ built }) => (built ? 'built' : 'unchanged')),
  programs: [
    { name: 'server', label: 'Server', file: join(root, 'server', 'src', 'main.ts'), nodeFlags },
    { name: 'sandbox', label: 'Sandbox', file: join(root, 'sandbox', 'src', 'main.ts') },
  ],
});
