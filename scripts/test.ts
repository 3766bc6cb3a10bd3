import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { watchForEnding } from './start/ending.ts';
import { buildWebApp } from './start/web-app.ts';
import { startTestCluster } from './test/cluster.ts';
import { findTestFiles } from './test/find-files.ts';
import { runTestFiles } from './test/run-files.ts';

const root = join(import.meta.dirname, '..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'test-name-pattern': { type: 'string', multiple: true, default: [] } },
});

const ending = watchForEnding();
const files = findTestFiles(root, positionals);
if (files.length === 0) {
  console.error(`No test file matches ${positionals.join(' ')}.`);
  process.exit(1);
}

if (files.some((file) => file.startsWith(join(root, 'web')))) await buildWebApp();

const given = process.env['TEST_DATABASE_URL'];
const cluster = given === undefined ? await startTestCluster(root) : undefined;
process.env['AKAWO_TEST_POSTGRES'] = given ?? cluster?.ownerUrl;
try {
  const { passed, failed, skipped, broken } = await runTestFiles(files, values['test-name-pattern'], ending.signal);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  for (const file of broken) console.log(`${relative(root, file)} did not come to its end, or holds no test.`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
} finally {
  await cluster?.stop();
}
