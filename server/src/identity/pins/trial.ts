import { Registry } from 'prom-client';
import { createStrictLimiter } from '#platform/limits';
import { Secret } from '#platform/secret';
import { createAccess } from '../access.ts';
import { createAttempts } from '../credentials/attempts.ts';
import { createHasher, type Hasher } from '../passwords/hasher.ts';
import { type ProvingParts } from '../passwords/prove-password.ts';
import { type PersonId } from '../person.ts';
import { type Answer, ask, bearing, derive, newPerson, phone, type TrialProcess } from '../sessions/trial.ts';
import { type PaymentIntent } from './intent.ts';
import { type OwnSession } from '../own-session.ts';
import { createPins, type Pins } from './pins.ts';
import { addPinRoutes } from './routes.ts';

export const pinPepper = derive('pin pepper');
export const rent: PaymentIntent = { action: 'transfer', amount: 150_000_00, currency: 'NGN', to: '3012345678901' };

/** The database as its owner sees it. */
type Owned = Parameters<typeof newPerson>[0];

/** Real in everything but its price. */
export const hasher = createHasher({
  pepper: derive('password pepper'),
  memoryKib: 8,
  passes: 1,
  parallel: 2,
  waiting: 1_000,
  registry: new Registry(),
});

/** What it takes to prove a password in this process. */
export function trialProving({ database }: Pick<TrialProcess, 'database'>): ProvingParts {
  return { database, hasher, attempts: createAttempts(createStrictLimiter({ database, registry: new Registry() })) };
}

/** What happens before a PIN is looked at; it may wait, or throw as a hasher does that has too much to do. */
export type BeforeLook = (pin: string) => Promise<void> | void;

export interface TrialPins {
  readonly pins: Pins;
  /** How many PINs were compared with one that is set. */
  looks(): number;
}

/** The PINs of one process, with their routes. */
export function trialPins({ database, http, ...parts }: TrialProcess, beforeLook: BeforeLook = () => {}): TrialPins {
  let looks = 0;
  const watched = (real: Hasher): Hasher => ({
    ...real,
    async verify(text, hash) {
      await beforeLook(text);
      looks++;
      return real.verify(text, hash);
    },
  });
  const registry = new Registry();
  const pins = createPins({
    database,
    hasher: { ...hasher, withPepper: (pepper) => watched(hasher.withPepper(pepper)) },
    pinPepper,
    attempts: trialProving({ database }).attempts,
    registry,
  });
  addPinRoutes(http, { pins, access: createAccess({ ...parts, database }) });
  return { pins, looks: () => looks };
}

export interface Payer {
  readonly owner: OwnSession;
  /** What shows that he is signed in. */
  readonly headers: Readonly<Record<string, string>>;
  /** With his session, from his phone. */
  ask(process: TrialProcess, path: string, body: object): Promise<Answer>;
}

/** Somebody signed in; a new person unless one is given, with a password and a PIN where they are. */
export async function payer(
  database: Owned,
  process: TrialProcess,
  { id, password, pin }: { readonly id?: PersonId; readonly password?: string; readonly pin?: string } = {},
): Promise<Payer> {
  const personId = id ?? (await newPerson(database));
  if (password !== undefined)
    await database.owner('update identity.people set password_hash = $2 where id = $1', [personId, await hasher.hash(password)]);
  if (pin !== undefined) {
    const hash = await hasher.withPepper(pinPepper).hash(pin);
    await database.owner('insert into identity.pins (person_id, hash) values ($1, $2)', [personId, hash]);
  }
  const { session_id: sessionId, access_token } = await process.logIn(personId);
  return {
    owner: { personId, sessionId, client: phone },
    headers: bearing(access_token),
    ask: (at, path, body) => ask(at, 'POST', `/api/v1/auth/pin${path}`, { headers: bearing(access_token), body }),
  };
}

export async function trailOf(database: Owned, { owner }: Payer): Promise<string[]> {
  const rows = await database.owner<{ kind: string }>(
    'select kind from identity.security_events where person_id = $1 order by id',
    [owner.personId],
  );
  return rows.map(({ kind }) => kind);
}

/** As if so much time had passed since the PIN was locked. */
export async function endLock(database: Owned, { owner }: Payer): Promise<void> {
  await database.owner(`update identity.pins set locked_until = now() where person_id = $1`, [owner.personId]);
}

export const otherPepper = new Secret('not the one that the PIN was hashed with');
