import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createHeadSigner, verifyLedger } from '#ledger';
import { deriveSecret } from '#platform/config';
import { Secret } from '#platform/secret';
import { assembleFor, testDatabase } from '#test';
import { demoLogins, seed } from '../src/seed.ts';

const database = await testDatabase();
const secret = 'only-for-tests-'.repeat(3);
const akawo = await assembleFor(database.appUrl, { SEED_DEMO: 'true', SECRET_KEY: secret });
after(() => akawo.stop());

async function rows(): Promise<unknown> {
  const [people] = await database.owner('select count(*)::int as count from identity.people');
  const money = await database.owner(
    `select p.email, a.posted, (select count(*)::int from wallet.transactions) as transactions
     from identity.people p join wallet.wallets w on w.person_id = p.id join ledger.accounts a on a.id = w.account_id order by p.email`,
  );
  return { people, money };
}

test('the seeded world is there after the first start, its books are right, and seeding it again changes nothing', async () => {
  await akawo.start();
  const first = await rows();
  const [trader] = demoLogins;
  assert.ok(trader);
  const { email, password } = trader;
  const login = await akawo.http.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password } });
  assert.equal(login.statusCode, 200);
  const authorization = `Bearer ${login.json<{ access_token: string }>().access_token}`;
  const wallet = await akawo.http.inject({ url: '/api/v1/wallet', headers: { authorization } });
  assert.ok(wallet.json<{ balance: number }>().balance > 10_000_000);

  await seed({ database: akawo.database, ...akawo.modules });
  assert.deepEqual(await rows(), first);
  const { publicKey } = createHeadSigner(deriveSecret(new Secret(secret), 'ledger heads'));
  const { findingCount } = await verifyLedger(akawo.database, { heads: { publicKey, outside: [] } });
  assert.equal(findingCount, 0);
});
