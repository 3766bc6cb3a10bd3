import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import {
  checkProof,
  createHeadSigner,
  provePosting,
  readHeadsFile,
  signHead,
  verifyLedger,
  type HeadSigner,
  type Proving,
} from '#ledger';
import { deriveSecret } from '#platform/config';
import type { Config } from '#platform/config';
import { createDatabase } from '#platform/db';
import type { Database } from '#platform/db';
import { isId } from '#platform/id';
import { createRegistry } from '#platform/telemetry';
import { masterSecret } from '../prepare-database.ts';
import type { Program } from './program.ts';
import { describeProof, describeReport, progressLine } from './ledger-words.ts';

const patienceMs = 600_000;

/** Commands for whoever wants to know whether the books are right, and for whoever has to show it to somebody else. */
export function addLedgerCommands(
  program: Command,
  { readConfig, withDatabase }: Pick<Program, 'readConfig' | 'withDatabase'>,
): void {
  const ledger = program.command('ledger').description('whether the books are right, and proof of it');
  const headsFile = () => join(readConfig().program.home, 'ledger-heads.jsonl');

  const withLedger = <T>(work: (database: Database) => Promise<T>) =>
    withDatabase(async ({ appUrl }) => {
      const database = createDatabase({
        url: appUrl,
        name: 'akawo ledger',
        connections: 2,
        statementTimeoutMs: patienceMs,
        lockTimeoutMs: 10_000,
        registry: createRegistry(),
        onTrouble: (error) => console.error(error.message),
      });
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    });

  ledger
    .command('verify')
    .description('go over the whole ledger and say exactly what is wrong, if anything is')
    .option('--heads <file>', 'signed heads kept outside the database, instead of those in the home')
    .option('--key <public key>', 'whose signature the heads bear, if not this home’s', parseKey)
    .action(({ heads, key }: { heads?: string; key?: string }) =>
      withLedger(async (database) => {
        const publicKey = key ?? signerOf(readConfig()).publicKey;
        const report = await verifyLedger(database, {
          heads: { publicKey, outside: readHeadsFile(heads ?? headsFile()) },
          ...(process.stderr.isTTY && { onProgress: (tally) => void process.stderr.write(progressLine(tally)) }),
        });
        console.log(describeReport(report));
        if (report.findingCount > 0) process.exitCode = 1;
      }),
    );

  ledger
    .command('proof <posting>')
    .description('everything that shows to somebody else that a posting is in the ledger, as JSON')
    .action((posting: string) =>
      withLedger(async (database) => {
        const heads = { signer: signerOf(readConfig()), file: headsFile() };
        const proving = isId(posting) ? await prove(database, posting, heads) : ({ kind: 'unknown' } as const);
        if (proving.kind === 'proof') {
          console.log(JSON.stringify(proving.proof, null, 2));
          return;
        }
        // Not by leaving at once: the database has to be left in order.
        console.error(whyNot(proving));
        process.exitCode = 1;
      }),
    );

  ledger
    .command('check-proof <file>')
    .description('whether a proof holds; needs no database')
    .option('--key <public key>', 'of whoever keeps the ledger, if not this home', parseKey)
    .action((file: string, { key }: { key?: string }) => {
      const verdict = checkProof(parse(readFileSync(file, 'utf8')), key ?? signerOf(readConfig()).publicKey);
      console.log(describeProof(verdict));
      if (!verdict.proven) process.exitCode = 1;
    });

  ledger
    .command('key')
    .description('the public key by which others check what this home has signed')
    .action(() => console.log(signerOf(readConfig()).publicKey));
}

/** Signs where the chain stands if nobody has since the posting was sealed. */
async function prove(
  database: Database,
  posting: string,
  heads: { readonly signer: HeadSigner; readonly file: string },
): Promise<Proving> {
  const first = await provePosting(database.db, posting);
  if (first.kind !== 'too_early' || first.missing === 'block') return first;
  await signHead({ database, ...heads });
  return provePosting(database.db, posting);
}

function whyNot(proving: Exclude<Proving, { kind: 'proof' }>): string {
  switch (proving.kind) {
    case 'unknown':
      return 'There is no such posting.';
    case 'changed':
      return 'This posting is not what was sealed. `akawo ledger verify` says more.';
    case 'too_early':
      return 'This posting is not sealed yet. A running server seals within seconds.';
  }
}

function signerOf(config: Config): HeadSigner {
  return createHeadSigner(deriveSecret(masterSecret(config), 'ledger heads'));
}

function parseKey(text: string): string {
  if (!/^[\w-]{43}$/.test(text)) throw new InvalidArgumentError('A public key has 43 letters and digits; `ledger key` shows it.');
  return text;
}

/** What is no JSON is no proof either. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
