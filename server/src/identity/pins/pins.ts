import { type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { type Secret } from '#platform/secret';
import { type Attempts } from '../credentials/attempts.ts';
import { type Hasher } from '../passwords/hasher.ts';
import { provePassword } from '../passwords/prove-password.ts';
import { pinWrong } from '../problems.ts';
import { createCheckPin } from './check-pin.ts';
import { confirmGuess } from './guess.ts';
import { type Intent } from './intent.ts';
import { type OwnSession } from '../own-session.ts';
import { issuePinToken, pinTokenSeconds } from './pin-token.ts';
import { createSetPin, type PinWish } from './set-pin.ts';

export interface PinsOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  /** As it is for passwords. */
  readonly hasher: Hasher;
  readonly pinPepper: Secret;
  readonly attempts: Attempts;
  readonly registry: Registry;
}

export interface PinToken {
  readonly pin_token: string;
  readonly expires_in: number;
}

export interface Pins {
  set(owner: OwnSession, wish: PinWish): Promise<void>;
  /** A right PIN for leave to make one payment. */
  exchange(owner: OwnSession, pin: string, intent: Intent): Promise<PinToken>;
}

export function createPins({ database, hasher, pinPepper, attempts, registry }: PinsOptions): Pins {
  const pinHasher = hasher.withPepper(pinPepper);
  const checkPin = createCheckPin({ database, hasher: pinHasher, registry });
  return {
    set: createSetPin({
      database,
      hasher: pinHasher,
      checkPin,
      provePassword: (own, password) => provePassword({ database, hasher, attempts }, own, { password, at: 'pin' }),
    }),
    async exchange(owner, pin, intent) {
      const guess = await checkPin(owner, pin);
      return database.transact(async (tx) => {
        if (!(await confirmGuess(tx, owner.personId, guess))) throw pinWrong();
        return { pin_token: await issuePinToken(tx, owner, intent), expires_in: pinTokenSeconds };
      });
    },
  };
}
