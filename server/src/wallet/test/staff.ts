import { changeTier, type PersonId, type Role } from '#identity';
import { type TestConnection } from '#test';
import { type WantedOverride } from '../overrides/override-limit.ts';
import { type WalletId } from '../wallet.ts';
import { type TestPerson, type World } from './world.ts';

const client = { address: '127.0.0.1', userAgent: 'test', requestId: 'test' };

/** What tests of limits need beside people: staff, the queues, and a way to have time pass for an override. */
export async function hire(world: World, database: TestConnection) {
  const { akawo } = world;
  await akawo.jobs.start();

  async function member(role: Role): Promise<TestPerson> {
    const person = await world.join();
    await database.owner('update identity.people set role = $2 where id = $1', [person.id, role]);
    const { sessions } = akawo.modules.identity.credentials;
    const issued = await akawo.database.transact((tx) => sessions.start(tx, { person, client }));
    return { ...person, token: issued.access_token, sessionId: issued.session_id };
  }

  const [support, admin] = [await member('support'), await member('admin')];
  const inAnHour = () => Temporal.Now.instant().add({ hours: 1 });

  return {
    support,
    admin,
    async promote(personId: PersonId, tier: 1 | 2 | 3): Promise<void> {
      await akawo.database.transact((tx) => changeTier(tx, { personId, tier, doneBy: admin.id, reason: 'papers were shown' }));
    },
    override: (walletId: WalletId, changes: Partial<WantedOverride> & Pick<WantedOverride, 'limit' | 'amount'>) =>
      akawo.database.transact((tx) =>
        akawo.modules.wallet.overrideLimit(tx, {
          walletId,
          reason: 'a customer whom we know',
          requestedBy: support.id,
          approvedBy: admin.id,
          expiresAt: inAnHour(),
          ...changes,
        }),
      ),
    /** All overrides of the wallet run out this many milliseconds from now. */
    async runOut(walletId: WalletId, inMs = 0): Promise<void> {
      await database.owner(
        `update wallet.limit_overrides
         set created_at = created_at - interval '1 day', expires_at = clock_timestamp() + $2 * interval '1 millisecond'
         where wallet_id = $1 and ended_at is null`,
        [walletId, inMs],
      );
    },
  };
}

export interface AccountLimits {
  readonly ceiling: number | null;
  readonly daily_debit_cap: number | null;
}

export async function limitsOf(database: TestConnection, person: Pick<TestPerson, 'wallet'>): Promise<AccountLimits> {
  const [limits] = await database.owner<{ ceiling: string | null; daily_debit_cap: string | null }>(
    'select ceiling, daily_debit_cap from ledger.accounts where id = $1',
    [person.wallet.account],
  );
  const numberOf = (text: string | null | undefined) => (text === null || text === undefined ? null : Number(text));
  return { ceiling: numberOf(limits?.ceiling), daily_debit_cap: numberOf(limits?.daily_debit_cap) };
}
