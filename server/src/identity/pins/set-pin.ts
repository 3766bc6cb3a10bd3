import { sql } from 'kysely';
import { type Database, type Tx } from '#platform/db';
import { type Hasher } from '../passwords/hasher.ts';
import { type PersonId } from '../person.ts';
import { pinProofRequired } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { requireFreshSignIn } from '../sessions/fresh-sign-in.ts';
import { type CheckPin } from './check-pin.ts';
import { type OwnSession } from '../own-session.ts';
import { refuseWeakPin } from './weak-pins.ts';

export interface PinWish {
  readonly pin: string;
  readonly current_pin?: string;
  readonly password?: string;
}

export interface SetPinOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly hasher: Pick<Hasher, 'hash'>;
  readonly checkPin: CheckPin;
  readonly provePassword: (own: OwnSession, password: string) => Promise<unknown>;
}

interface Standing {
  readonly phone_number: string | null;
  readonly has_password: boolean;
  readonly has_pin: boolean;
}

/** What the new PIN may replace: whatever there is, nothing, or the PIN that was proved. */
type Replaceable = 'anything' | 'nothing' | { readonly hash: string };

/**
 * The first PIN needs the password of whoever has one, and of whoever has none that he has just signed in; every other one needs the
 * password or the PIN before.
 */
export function createSetPin({ database, hasher, checkPin, provePassword }: SetPinOptions) {
  const { db, transact } = database;

  async function standingOf(personId: PersonId): Promise<Standing> {
    const { rows } = await sql<Standing>`
      select
        person.phone_number,
        person.password_hash is not null as has_password,
        exists (select from identity.pins where person_id = person.id) as has_pin
      from identity.people person where person.id = ${personId}
    `.execute(db);
    if (rows[0] === undefined) throw new Error(`there is no person ${personId}`);
    return rows[0];
  }

  async function prove(owner: OwnSession, { current_pin, password }: PinWish, standing: Standing): Promise<Replaceable> {
    if (password !== undefined) {
      await provePassword(owner, password);
      return 'anything';
    }
    if (current_pin !== undefined && standing.has_pin) return checkPin(owner, current_pin);
    if (standing.has_pin || standing.has_password) throw pinProofRequired();
    await requireFreshSignIn(db, owner);
    return 'nothing';
  }

  return async (owner: OwnSession, wish: PinWish): Promise<void> => {
    const standing = await standingOf(owner.personId);
    refuseWeakPin(wish.pin, standing.phone_number);
    // First of all, so that nobody who has proved himself is told that there is too much to do.
    const hash = await hasher.hash(wish.pin);
    const replaceable = await prove(owner, wish, standing);
    await transact(async (tx) => {
      if (!(await keepPin(tx, owner.personId, hash, replaceable))) throw pinProofRequired();
      await recordSecurityEvent(tx, { ...owner, kind: standing.has_pin ? 'pin_changed' : 'pin_set' });
    });
  };
}

/** False if another PIN was set while the proof for this one was looked at. */
async function keepPin(tx: Tx, personId: PersonId, hash: string, replaceable: Replaceable): Promise<boolean> {
  const { rows } = await sql`
    insert into identity.pins as pin (person_id, hash) values (${personId}, ${hash})
    on conflict (person_id) do update
    set hash = excluded.hash, set_at = now(), tries = 0, locks = 0, locked_until = null
    where ${replaceable === 'anything'} or pin.hash = ${typeof replaceable === 'object' ? replaceable.hash : null}
    returning person_id
  `.execute(tx);
  return rows.length > 0;
}
