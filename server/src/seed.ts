import type { Database } from '#platform/db';
import { seedWelcome } from '#welcome';

/** The world that a first start shows. Every module adds to it what makes its screens worth a look; doing it again changes nothing. */
export async function seed({ transact }: Pick<Database, 'transact'>): Promise<void> {
  await seedWelcome(transact);
}
