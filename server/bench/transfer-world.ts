import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type AccountId, openAccounts, setLimits } from '#ledger';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import { nodeFlags } from '../node-flags.ts';
import { assembleFor } from '../test/harness/application.ts';

/** The real program in a process of its own, and people who are signed in and have money. */
export interface TransferWorld {
  readonly server: ChildProcess;
  readonly port: number;
  readonly tokens: readonly string[];
  readonly numbers: readonly string[];
  stop(): Promise<void>;
}

export interface TransferWorldOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly people: number;
  /** Besides what every bench sets. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface Member {
  readonly token: string;
  readonly number: string;
  readonly account: AccountId;
}

const opening = 1_000_000_00;
const atOnce = 25;
const perOrder = 500;

export async function createTransferWorld({
  ownerUrl,
  appUrl,
  people,
  environment: more,
}: TransferWorldOptions): Promise<TransferWorld> {
  const home = mkdtempSync(join(tmpdir(), 'akawo-bench-'));
  const environment = {
    SECRET_KEY: randomBytes(32).toString('base64url'),
    AKAWO_HOME: home,
    LIMIT_IP_PER_MINUTE: '10000000',
    LIMIT_GLOBAL_PER_MINUTE: '10000000',
    LOG_LEVEL: 'error',
    AKAWO_ROLE: 'api',
    ...more,
  };
  const members = await gatherMembers(new Secret(appUrl), people, environment);
  const server = fork(join(import.meta.dirname, '../src/main.ts'), {
    execArgv: [...process.execArgv, ...nodeFlags],
    env: { ...process.env, AKAWO_ENV: 'test', DATABASE_URL: ownerUrl, DATABASE_APP_URL: appUrl, PORT: '0', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.on('message', (message: { type: string; urls?: { App: string }; sentence?: string }) => {
      if (message.type === 'ready') resolve(message.urls?.App ?? '');
      if (message.type === 'refused') reject(new Error(message.sentence));
    });
    server.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
  return {
    server,
    port: Number(new URL(url).port),
    tokens: members.map(({ token }) => token),
    numbers: members.map(({ number }) => number),
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Everybody with the limits of the third tier, so that a day of the bench is not over after a second. */
async function gatherMembers(appUrl: Secret, people: number, environment: Record<string, string>): Promise<readonly Member[]> {
  const akawo = await assembleFor(appUrl, environment);
  try {
    const { welcome, sessions } = akawo.modules.identity.credentials;
    const client = { address: '127.0.0.1', userAgent: 'bench', requestId: 'bench' };
    const [bank] = await akawo.database.transact((tx) =>
      openAccounts(tx, [{ kind: 'clearing', owner: 'bank', currency: 'NGN', floor: null }]),
    );
    if (bank === undefined) throw new Error('the bank was not opened');
    const welcomeOne = (number: number) =>
      akawo.database.transact(async (tx): Promise<Member> => {
        const person = await welcome(tx, { email: `person-${number}@example.com`, first_name: 'Ada', last_name: 'Obi' });
        const { access_token: token } = await sessions.start(tx, { person, client });
        const { rows } = await sql<{ number: string; account: AccountId }>`
          select number, account_id as account from wallet.wallets where person_id = ${person.id}
        `.execute(tx);
        const [wallet] = rows;
        if (wallet === undefined) throw new Error('a person without a wallet');
        await setLimits(tx, wallet.account, { ceiling: null, daily_debit_cap: null }, { by: 'bench', reason: 'the bench' });
        return { token, ...wallet };
      });
    const members: Member[] = [];
    for (let first = 0; first < people; first += atOnce)
      members.push(...(await Promise.all(Array.from({ length: atOnce }, (_, index) => welcomeOne(first + index)))));
    for (let first = 0; first < people; first += perOrder) {
      const outcome = await akawo.modules.ledger.submit(
        members.slice(first, first + perOrder).map(({ account }) => {
          const id = newId<'postings'>();
          const legs = [
            { account: bank.id, amount: -opening },
            { account, amount: opening },
          ];
          return { kind: 'post', id, reference: `opening:${id}`, legs };
        }),
      );
      if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.refusal));
    }
    return members;
  } finally {
    await akawo.stop();
  }
}
