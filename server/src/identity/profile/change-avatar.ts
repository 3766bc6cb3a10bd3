import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, type Tx } from '#platform/db';
import { record } from '#platform/events';
import { enqueue, type Jobs } from '#platform/jobs';
import { type Storage } from '#platform/storage';
import { personChanged } from '../events.ts';
import { findPerson } from '../people/find-person.ts';
import { lockPerson } from '../people/lock-person.ts';
import { personColumns } from '../people/person-columns.ts';
import { type Person, type PersonId } from '../person.ts';
import { type Drawing } from './drawing.ts';
import { discardAvatar } from './jobs.ts';

export interface AvatarParts {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly storage: Storage;
  readonly drawing: Pick<Drawing, 'draw'>;
}

export const avatarType = 'image/webp';
/** Names are drawn, so that whoever was shown a picture can find no other. */
export const avatarName = /^[0-9a-f]{40}\.webp$/;

/** Longer than any upload takes: until then the picture may be on its way to being shown. */
const untilAbandoned = Temporal.Duration.from({ hours: 1 });

/** Draws the picture, stores the drawing, and shows it in place of the one before, which goes once that is certain. */
export async function setAvatar(
  { database, storage, drawing }: AvatarParts,
  personId: PersonId,
  picture: Buffer,
): Promise<Person> {
  const drawn = await drawing.draw(picture);
  const name = `${randomBytes(20).toString('hex')}.webp`;
  // Asked for beforehand, so that nothing is left behind if we do not come as far as showing it.
  await database.transact((tx) => discard(tx, personId, name, untilAbandoned));
  await storage.put(name, drawn, avatarType);
  return database.transact((tx) => showAvatar(tx, personId, name));
}

export async function removeAvatar({ database }: Pick<AvatarParts, 'database'>, personId: PersonId): Promise<void> {
  await database.transact((tx) => showAvatar(tx, personId, null));
}

async function showAvatar(tx: Tx, personId: PersonId, name: string | null): Promise<Person> {
  await lockPerson(tx, personId);
  const before = await findPerson(tx, { id: personId });
  const { rows } = await sql<Person>`
    update identity.people set avatar = ${name}, updated_at = now() where id = ${personId} returning ${personColumns}
  `.execute(tx);
  const [person] = rows;
  if (before === undefined || person === undefined) throw new Error('somebody without an account was admitted');
  if (before.avatar !== null) await discard(tx, personId, before.avatar);
  if (before.avatar !== name)
    await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
  return person;
}

async function discard(tx: Tx, personId: PersonId, name: string, after?: Temporal.Duration): Promise<void> {
  await enqueue(tx, discardAvatar, { person_id: personId, name }, { ...(after !== undefined && { after }) });
}

/** Removes pictures that nobody shows any more, or that never came to be shown. One that is shown after all stays. */
export function handleDiscardedAvatars({
  database,
  storage,
  jobs,
}: Pick<AvatarParts, 'database' | 'storage'> & { readonly jobs: Pick<Jobs, 'handle'> }): void {
  jobs.handle(discardAvatar, async ({ person_id, name }) => {
    const { rows } = await sql`select from identity.people where id = ${person_id} and avatar = ${name}`.execute(database.db);
    if (rows.length === 0) await storage.remove(name);
  });
}
