import assert from 'node:assert/strict';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createJobs, type Jobs } from '#platform/jobs';
import { createStrictLimiter } from '#platform/limits';
import { createAccess } from '../access.ts';
import { createHasher, type HasherOptions } from '../passwords/hasher.ts';
import { createWelcome, type SignUpHook } from '../people/welcome-person.ts';
import { type SecurityEventKind } from '../security-event.ts';
import { type Answer, ask, derive, type TrialDatabase, type TrialProcess, trialProcess } from '../sessions/trial.ts';
import { createAttempts } from './attempts.ts';
import { handleCredentialJobs } from './handlers.ts';
import { createMailCodes, type MailCodeId, type MailPurpose } from './mail-codes.ts';
import { type CredentialParts } from './parts.ts';
import { addCredentialRoutes } from './routes.ts';

/** As cheap as argon2 can be made; tests of time make it dearer. */
export const cheap = { memoryKib: 1_024, passes: 1, parallel: 2, waiting: 500 };

export const goodPassword = 'violet kettle on the moon';

export interface TrialWorld extends TrialProcess {
  readonly parts: CredentialParts;
  readonly jobs: Jobs;
  /** A POST below /api/v1/auth, from an address of its own unless it says another. */
  post(path: string, body: object, from?: From): Promise<Answer>;
  /** A person who has signed up with `goodPassword`; refuses nobody. */
  newcomer(changes?: object, from?: From): Promise<Newcomer>;
  /** The code that the latest letter to this address carries, once it has been written. */
  code(email: string, purpose: MailPurpose): Promise<string>;
  /** The letters that were asked for, by kind, oldest first. */
  letters(personId: string): Promise<string[]>;
  trail(personId: string): Promise<SecurityEventKind[]>;
  /** How many passwords were hashed or compared so far. */
  hashings(): Promise<number>;
  /** How many are being hashed at this moment. */
  hashingNow(): Promise<number>;
}

export interface From {
  readonly address?: string;
  readonly userAgent?: string;
  readonly token?: string | undefined;
}

export interface Newcomer {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

interface WorldChanges {
  /** Whether the work that requests leave behind is done, which is the rule. */
  readonly works?: boolean;
  readonly onSignUp?: SignUpHook;
  readonly hashing?: Partial<Pick<HasherOptions, 'memoryKib' | 'passes' | 'parallel' | 'waiting'>>;
}

/** Everything behind the log-in, with real parts, on the test's own database. */
export async function trialWorld(connection: TrialDatabase, changes: WorldChanges = {}): Promise<TrialWorld> {
  const process = await trialProcess(connection);
  const { database, sessions, keys, tokens, standing, http } = process;
  const registry = new Registry();
  const codes = createMailCodes(derive('mail codes'));
  const parts: CredentialParts = {
    database,
    hasher: createHasher({ pepper: derive('password pepper'), ...cheap, ...changes.hashing, registry }),
    attempts: createAttempts(createStrictLimiter({ database, registry })),
    codes,
    welcome: createWelcome({ onSignUp: changes.onSignUp ?? (async () => {}) }),
    sessions,
    keys,
  };
  const access = createAccess({ tokens, standing, keys, database });
  addCredentialRoutes(http, { parts, access, publicUrl: 'https://wallet.example' });
  const jobs = createJobs({ database, registry, logger: pino({ level: 'silent' }), pollMs: 50 });
  if (changes.works !== false) handleCredentialJobs({ jobs, database, codes });
  await jobs.start();
  after(() => jobs.stop(2_000));

  const post: TrialWorld['post'] = (path, body, { address = newAddress(), userAgent = 'phone', token } = {}) =>
    ask(process, 'POST', `/api/v1/auth/${path}`, {
      body,
      headers: {
        'x-forwarded-for': address,
        'user-agent': userAgent,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
  const owner = connection.owner;

  return {
    ...process,
    parts,
    jobs,
    post,
    async newcomer(more = {}, from = {}) {
      people += 1;
      const wish = { email: `ada.${people}@example.ng`, password: goodPassword, first_name: 'Ada', last_name: 'Obi', ...more };
      const { status, body } = await post('signup', wish, from);
      assert.equal(status, 201, JSON.stringify(body));
      const { id } = body['user'] as { id: string };
      return { id, email: wish.email, token: String(body['access_token']), refreshToken: String(body['refresh_token']) };
    },
    async code(email, purpose) {
      for (let looks = 0; looks < 600; looks++) {
        const [row] = await owner<{ id: MailCodeId }>(
          'select id from identity.mail_codes where email = $1 and purpose = $2 and used_at is null',
          [email, purpose],
        );
        if (row !== undefined) return codes.text(row.id);
        await wait(5);
      }
      throw new Error('no code was issued within three seconds');
    },
    async letters(personId) {
      const rows = await owner<{ kind: string }>(
        `select data -> 'data' ->> 'kind' as kind from jobs.job
         where name = 'identity.letter' and data -> 'data' ->> 'person_id' = $1 order by created_on, id`,
        [personId],
      );
      return rows.map(({ kind }) => kind);
    },
    async trail(personId) {
      const rows = await owner<{ kind: SecurityEventKind }>(
        'select kind from identity.security_events where person_id = $1 order by id',
        [personId],
      );
      return rows.map(({ kind }) => kind);
    },
    async hashings() {
      return Number(/akawo_hashing_seconds_count (\d+)/.exec(await registry.metrics())?.[1]);
    },
    async hashingNow() {
      return Number(/akawo_hashing_running_hashes (\d+)/.exec(await registry.metrics())?.[1]);
    },
  };
}

let people = 0;
let addresses = 0;

/** So that tests do not use up each other's limits. */
export function newAddress(): string {
  addresses += 1;
  return `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
