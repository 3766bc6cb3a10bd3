import { Counter, type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { type Hasher } from '../passwords/hasher.ts';
import { pinWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { countGuess, type Guess, giveBackGuess, mostTries, refuseIfLocked } from './guess.ts';
import { createTurns } from './in-turn.ts';
import { type OwnSession } from '../own-session.ts';

/** Lets a right PIN pass, with what is needed to confirm it in the transaction of what it is for. */
export type CheckPin = (owner: OwnSession, pin: string) => Promise<Guess>;

export interface CheckPinOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly hasher: Pick<Hasher, 'verify'>;
  readonly registry: Registry;
}

export function createCheckPin({ database, hasher, registry }: CheckPinOptions): CheckPin {
  const { db, transact } = database;
  // One connection at a time for each person: whoever sends a thousand guesses waits for himself.
  const inTurn = createTurns();
  const checks = new Counter({
    name: 'akawo_pin_checks_total',
    help: 'PINs that were looked at.',
    labelNames: ['outcome'],
    registers: [registry],
  });

  async function isRight(owner: OwnSession, pin: string, guess: Guess): Promise<boolean> {
    try {
      return await hasher.verify(pin, guess.hash);
    } catch (thrown) {
      await transact((tx) => giveBackGuess(tx, owner.personId, guess));
      throw thrown;
    }
  }

  return async (owner, pin) => {
    const guess = await inTurn(owner.personId, () => countGuess(database, owner.personId));
    if (await isRight(owner, pin, guess)) {
      checks.inc({ outcome: 'right' });
      return guess;
    }
    checks.inc({ outcome: 'wrong' });
    const triesLeft = mostTries - guess.tries;
    const kind = triesLeft === 0 ? 'pin_locked' : 'pin_failed';
    await transact((tx) => recordSecurityEvent(tx, { ...owner, kind, details: { tries_left: triesLeft } }));
    if (triesLeft === 0) await refuseIfLocked(db, owner.personId);
    throw pinWrong({
      detail: triesLeft === 1 ? 'One try is left.' : `${triesLeft} tries are left.`,
      members: { tries_left: triesLeft },
    });
  };
}
