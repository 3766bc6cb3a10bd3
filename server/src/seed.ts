import { findPerson } from '#identity';
import type { Identity, Person } from '#identity';
import type { Database } from '#platform/db';
import type { WalletModule } from '#wallet';

/** Their passwords are known to everybody; production refuses to have them. */
const demoPeople = [
  { who: 'Trader', email: 'ada@demo.akawo.test', first_name: 'Ada', last_name: 'Obi', phone_number: '+2348031234567' },
  { who: 'Tailor', email: 'bola@demo.akawo.test', first_name: 'Bola', last_name: 'Adeyemi', phone_number: '+2348057654321' },
  { who: 'Support', email: 'support@demo.akawo.test', first_name: 'Sade', last_name: 'Bello', role: 'support' },
  { who: 'Admin', email: 'admin@demo.akawo.test', first_name: 'Musa', last_name: 'Ibrahim', role: 'admin' },
] as const;

const demoPassword = 'palm wine at dusk';

/** Told to whoever starts it. */
export const demoLogins = demoPeople.map(({ who, email }) => ({ who, email, password: demoPassword }));

/** What Ada and Bola have done lately; amounts in kobo. */
const demoTransfers = [
  { from: 'ada', amount: 1_250_000, narration: 'Ankara, six yards' },
  { from: 'bola', amount: 450_000, narration: 'Lunch for the shop' },
  { from: 'ada', amount: 320_000, narration: 'Sewing, two gowns' },
  { from: 'ada', amount: 75_000, narration: 'Transport' },
  { from: 'bola', amount: 1_800_000, narration: 'Thread and zips' },
] as const;

export interface SeededWorld {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly identity: Pick<Identity, 'credentials'>;
  readonly wallet: Pick<WalletModule, 'giveDemoMoney' | 'transfers'>;
}

/** The world that a first start shows. Every module adds to it what makes its screens worth a look; doing it again changes nothing. */
export async function seed(world: SeededWorld): Promise<void> {
  const [ada, bola] = await seedPeople(world);
  if (ada !== undefined && bola !== undefined) await seedMoney(world, ada, bola);
}

async function seedPeople({ database, identity }: SeededWorld): Promise<readonly Person[]> {
  const { hasher, welcome } = identity.credentials;
  const password_hash = await hasher.hash(demoPassword);
  const people: Person[] = [];
  for (const { who: _, ...wanted } of demoPeople) {
    const person = await database.transact(
      async (tx) =>
        (await findPerson(tx, { email: wanted.email })) ?? welcome(tx, { ...wanted, email_verified: true, password_hash }),
    );
    people.push(person);
  }
  return people;
}

async function seedMoney({ wallet }: SeededWorld, ada: Person, bola: Person): Promise<void> {
  const isFirst = await wallet.giveDemoMoney(ada.id, nameOf(ada), 18_500_000);
  await wallet.giveDemoMoney(bola.id, nameOf(bola), 9_000_000);
  if (!isFirst) return;
  for (const { from, amount, narration } of demoTransfers) {
    const [payer, receiver] = from === 'ada' ? [ada, bola] : [bola, ada];
    const principal = { kind: 'person', id: payer.id, personId: payer.id, role: payer.role } as const;
    // As the app writes it down, so that it offers the same people again.
    const metadata = { paid_to: receiver.email };
    const request = { amount, email: receiver.email, to: receiver.email, narration, metadata };
    await wallet.transfers.carryOut({ principal, request, requestId: 'seed' });
  }
}

function nameOf({ first_name, last_name }: Person): string {
  return `${first_name} ${last_name}`;
}
