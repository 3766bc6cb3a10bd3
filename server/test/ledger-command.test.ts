import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Registry } from 'prom-client';
import { createHeadSigner, createSealer, createWriter, openAccounts, type PostingId } from '#ledger';
import { deriveSecret } from '#platform/config';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import { createLogger } from '#platform/telemetry';
import { eventually, testDatabase } from '#test';

const database = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'akawo-cli-'));
after(() => rmSync(home, { recursive: true }));
const master = new Secret('a secret of at least thirty-two bytes');
const posting: PostingId = newId();
const file = join(home, 'proof.json');

interface Run {
  readonly code: number;
  readonly out: string;
}

function akawo(args: readonly string[], environment: Record<string, string> = {}): Promise<Run> {
  writeFileSync(join(home, 'secret'), master.reveal(), { mode: 0o600 });
  const env = { PATH: process.env['PATH'], AKAWO_HOME: home, ...environment };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../src/cli.ts'), 'ledger', ...args],
      { env, timeout: 20_000 },
      (error, out, trouble) => resolve({ code: error === null ? 0 : Number(error.code), out: out + trouble }),
    );
  });
}

const withDatabase = () => ({ DATABASE_APP_URL: database.appUrl.reveal() });

before(async () => {
  const account = (owner: string) => ({ kind: 'wallet' as const, currency: 'NGN' as const, owner, floor: null });
  const [ada, bola] = await database.transact((tx) => openAccounts(tx, [account('ada'), account('bola')]));
  assert.ok(ada !== undefined && bola !== undefined);
  const legs = [
    { account: ada.id, amount: -2_500 },
    { account: bola.id, amount: 2_500 },
  ];
  await createWriter({ database, registry: new Registry() }).submit([
    { kind: 'post', id: posting, reference: 'transfer-1', legs },
  ]);
  const sealer = createSealer({
    database,
    logger: createLogger({ level: 'silent', name: 'test' }),
    registry: new Registry(),
    signer: createHeadSigner(deriveSecret(master, 'ledger heads')),
    headsFile: join(home, 'ledger-heads.jsonl'),
    everyMs: 20,
  });
  const sealed = () => database.owner('select from ledger.heads');
  await eventually('it is sealed and signed', async () => (await sealed()).length > 0, 30_000);
  await sealer.stop();
});

test('verify says that the ledger is right', async () => {
  const { code, out } = await akawo(['verify'], withDatabase());
  assert.match(out, /^The ledger is right\.\nChecked: 1 posting with 2 entries in 2 accounts, 0 holds, 1 block, 1 signed head/m);
  assert.equal(code, 0);
});

test('a proof is exported, and holds where there is no database', async () => {
  const proof = await akawo(['proof', posting], withDatabase());
  assert.equal(proof.code, 0, proof.out);
  writeFileSync(file, proof.out);
  const checked = await akawo(['check-proof', file]);
  assert.match(checked.out, /^Proven: the posting is in block 1 of the ledger/);
  assert.match(checked.out, /wallet of bola .*: 2500, then 2500 minor units of NGN/);
  assert.equal(checked.code, 0);
});

test('a proof that was changed does not hold, and neither does one of another key', async () => {
  const forged = join(home, 'forged.json');
  writeFileSync(forged, readFileSync(file, 'utf8').replaceAll('2500', '9500'));
  const refused = await Promise.all([
    akawo(['check-proof', forged]),
    akawo(['check-proof', file, '--key', Buffer.alloc(32, 3).toString('base64url')]),
  ]);
  for (const { code, out } of refused) {
    assert.match(out, /^This proves nothing/);
    assert.equal(code, 1);
  }
});

test('verify names the posting that somebody has changed, and fails', async () => {
  await database.owner('alter table ledger.postings disable trigger user');
  await database.owner("update ledger.postings set reference = 'transfer-2'");
  const [{ code, out }, proof] = await Promise.all([
    akawo(['verify'], withDatabase()),
    akawo(['proof', posting], withDatabase()),
  ]);
  assert.match(out, /^The ledger is WRONG in 1 place\.$/m);
  assert.ok(out.includes(`a posting or one of its entries is not what was sealed; posting ${posting}; block 1`), out);
  assert.equal(code, 1);
  assert.equal(proof.code, 1);
});
