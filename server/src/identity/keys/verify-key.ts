import { Counter, type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { type Problem } from '#platform/problem';
import { type ApiKeyId, type Permission, type Principal, setOfPermissions } from '../principal.ts';
import { apiKeyAddressRefused, apiKeyExpired, apiKeyInvalid, apiKeyRevoked, personBanned } from '../problems.ts';
import { createRemembered } from '../sessions/remembered.ts';
import { type Standing } from '../sessions/standing.ts';
import { allowFrom } from './allowed-addresses.ts';
import { findKey, type KeyRow } from './find-key.ts';
import { hashKey, type KeyKind, kindOfKey } from './key-text.ts';
import { type KeyUse } from './key-use.ts';

export interface VerifiedKey extends Principal {
  readonly kind: 'key';
  readonly keyId: ApiKeyId;
  /** Never staff's, whoever it belongs to: what staff may do, only a person does. */
  readonly role: 'user';
  readonly permissions: ReadonlySet<Permission>;
}

/** Answers at once for a key that was seen lately, throws at once what needs no database, and promises everything else. */
export type VerifyKey = (text: string, address: string) => VerifiedKey | Promise<VerifiedKey>;

export interface KeyVerifierOptions {
  readonly database: Pick<Database, 'db'>;
  readonly standing: Pick<Standing, 'isFresh' | 'isKeyRevoked'>;
  readonly kind: KeyKind;
  readonly use: Pick<KeyUse, 'note'>;
  readonly registry: Registry;
}

interface Known {
  readonly key: VerifiedKey;
  readonly isAllowed: (address: string) => boolean;
  /** On the clock that only goes forward, as is the next. */
  readonly askAgainAt: number;
  notedAt: number;
}

const mostRemembered = 10_000;
/** Well within the time for which a standing remembers what was revoked. */
const longestRememberedMs = 5 * 60_000;
/** A use within a second of one that was noted says nothing new about a key. */
const noteEveryMs = 1_000;

export function createKeyVerifier({ database, standing, kind, use, registry }: KeyVerifierOptions): VerifyKey {
  // By their text: a digest would hide nothing from whoever reads this memory, where the secrets that sign tokens are as well.
  const remembered = createRemembered<Known>(mostRemembered);
  const refusals = new Counter({
    name: 'akawo_api_key_refusals_total',
    help: 'API keys that were not accepted, by the code of the refusal.',
    labelNames: ['code'],
    registers: [registry],
  });

  function refuse(problem: Problem): never {
    refusals.inc({ code: problem.code });
    throw problem;
  }

  function admit(known: Known, address: string, now: number): VerifiedKey {
    const { key, isAllowed } = known;
    if (!isAllowed(address)) refuse(apiKeyAddressRefused({ detail: `The request came from ${address}.` }));
    if (now - known.notedAt >= noteEveryMs) {
      known.notedAt = now;
      use.note(key.keyId);
    }
    return key;
  }

  async function read(text: string, address: string): Promise<VerifiedKey> {
    const asked = performance.now();
    const row = await findKey(database.db, hashKey(text));
    if (row === undefined) return refuse(apiKeyInvalid());
    if (row.is_banned) refuse(personBanned());
    if (row.is_revoked) refuse(apiKeyRevoked());
    if (row.expires_in_ms <= 0) refuse(apiKeyExpired());
    const known = knownFrom(row, asked);
    remembered.set(text, known);
    return admit(known, address, performance.now());
  }

  /** What its form says costs nobody a question; most who come are known already, and their keys had the right form. */
  function readFirst(text: string, address: string): Promise<VerifiedKey> {
    const given = kindOfKey(text);
    if (given === undefined) refuse(apiKeyInvalid());
    if (given !== kind) refuse(apiKeyInvalid({ detail: `This is a ${given} key, and only ${kind} keys are good here.` }));
    return read(text, address);
  }

  return (text, address) => {
    const known = remembered.get(text);
    const now = performance.now();
    const isGood = known !== undefined && standing.isFresh() && !standing.isKeyRevoked(known.key.keyId) && now < known.askAgainAt;
    return isGood ? admit(known, address, now) : readFirst(text, address);
  };
}

function knownFrom(row: KeyRow, asked: number): Known {
  return {
    key: {
      kind: 'key',
      id: row.id,
      keyId: row.id,
      personId: row.person_id,
      role: 'user',
      permissions: setOfPermissions(row.permissions),
    },
    isAllowed: allowFrom(row.allowed_addresses),
    askAgainAt: asked + Math.min(row.expires_in_ms, longestRememberedMs),
    notedAt: -Infinity,
  };
}
