import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { generateSdk } from '../sdk/generate.ts';
import { renderEnvExample } from '../server/src/platform/config/index.ts';
import { dumpSchema } from '../server/src/platform/db/index.ts';
import type { Secret } from '../server/src/platform/secret.ts';
import { cloneDatabase } from '../server/test/harness/cluster.ts';
import { describeContract } from '../server/test/harness/contract.ts';

/**
 * Everything that is committed but follows from something else: the schema as text, the row types, the contract, the SDK, the list of variables.
 * With `--check` nothing is written; what differs is named, and the exit code says so.
 */
const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const drafts = mkdtempSync(join(tmpdir(), 'akawo-generate-'));

try {
  const drifted = await generate();
  if (isCheck && drifted.length > 0) {
    console.error(
      `These files are not what they are generated from; run \`npm run generate\`:\n${drifted.map((file) => `  ${file}`).join('\n')}`,
    );
    process.exitCode = 1;
  } else if (!isCheck) {
    console.log(
      drifted.length === 0 ? 'Everything was up to date.' : `Written anew:\n${drifted.map((file) => `  ${file}`).join('\n')}`,
    );
  }
} finally {
  rmSync(drafts, { recursive: true });
}

async function generate(): Promise<readonly string[]> {
  const database = await cloneDatabase();
  let contract: string;
  const drifted: string[] = [];
  try {
    contract = await describeContract(database.appUrl);
    drifted.push(...settle('server/schema.sql', await dumpSchema(database.ownerUrl)));
    drifted.push(...settle('server/src/platform/db/tables.ts', rowTypes(database.ownerUrl)));
  } finally {
    await database.drop();
  }
  drifted.push(...settle('sdk/openapi.json', contract));
  drifted.push(...settle('.env.example', renderEnvExample()));

  const contractFile = join(drafts, 'openapi.json');
  writeFileSync(contractFile, contract);
  const output = join(drafts, 'generated');
  await generateSdk({ contract: contractFile, output });
  drifted.push(...settleFolder('sdk/src/generated', output));
  return drifted;
}

function rowTypes(ownerUrl: Secret): string {
  const file = join(drafts, 'tables.ts');
  const mapping = JSON.stringify({ int8: 'number', timestamptz: 'string', date: 'string', xid8: 'string' });
  const program = join(root, 'node_modules/kysely-codegen/dist/cli/bin.js');
  const flags = [
    '--dialect',
    'postgres',
    '--url',
    ownerUrl.reveal(),
    '--out-file',
    file,
    '--type-mapping',
    mapping,
    '--exclude-pattern',
    'jobs.*',
    '--log-level',
    'error',
  ];
  const run = spawnSync(process.execPath, [program, ...flags], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the row types could not be generated:\n${run.stderr}`);
  const body = readFileSync(file, 'utf8')
    .replace(/^\/\*\*[\s\S]*?\*\/\n+/, '')
    .replace('export interface DB {', 'export interface Tables {');
  return `/* Generated from the migrated database by \`npm run generate\`; do not edit. */\n\n${body}`;
}

/** Writes the file, or only says that it differs. */
function settle(file: string, text: string): readonly string[] {
  const path = join(root, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return [];
  if (!isCheck) writeFileSync(path, text);
  return [file];
}

function settleFolder(folder: string, draft: string): readonly string[] {
  const filesIn = (where: string) =>
    (existsSync(where) ? readdirSync(where, { recursive: true, withFileTypes: true }) : [])
      .filter((entry) => entry.isFile())
      .map((entry) => relative(where, join(entry.parentPath, entry.name)));
  const wanted = filesIn(draft);
  const stale = filesIn(join(root, folder)).filter((file) => !wanted.includes(file));
  if (!isCheck) for (const file of stale) rmSync(join(root, folder, file));
  return [
    ...stale.map((file) => join(folder, file)),
    ...wanted.flatMap((file) => settle(join(folder, file), readFileSync(join(draft, file), 'utf8'))),
  ];
}
