import { availableParallelism } from 'node:os';
import { type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { type Http } from '#platform/http';
import { type Jobs } from '#platform/jobs';
import { type StrictLimiter } from '#platform/limits';
import { type Mailer } from '#platform/mail';
import { type Secret } from '#platform/secret';
import { type Storage } from '#platform/storage';
import { type Logger } from '#platform/telemetry';
import { type AccessTo, createAccess } from './access.ts';
import { createAttempts } from './credentials/attempts.ts';
import { handleCredentialJobs } from './credentials/handlers.ts';
import { createMailCodes } from './credentials/mail-codes.ts';
import { type CredentialParts } from './credentials/parts.ts';
import { addCredentialRoutes } from './credentials/routes.ts';
import { keepIdentity } from './jobs.ts';
import { createKeys, type KeysOptions } from './keys/keys.ts';
import { addKeyRoutes } from './keys/routes.ts';
import { handleLetters } from './letters/handle-letters.ts';
import { createHasher, type HasherOptions } from './passwords/hasher.ts';
import { createWelcome, type SignUpHook } from './people/welcome-person.ts';
import { createPins } from './pins/pins.ts';
import { addPinRoutes } from './pins/routes.ts';
import { handleDiscardedAvatars } from './profile/change-avatar.ts';
import { createDrawing } from './profile/drawing.ts';
import { type Overview } from './profile/overview.ts';
import { addUserRoutes } from './profile/routes.ts';
import { createAccessTokens } from './sessions/access-tokens.ts';
import { addSessionRoutes } from './sessions/routes.ts';
import { createSessions } from './sessions/sessions.ts';
import { createStanding } from './sessions/standing.ts';
import { addSocialRoutes } from './social/routes.ts';
import { createSocial, type SocialOptions } from './social/social.ts';

export interface IdentityOptions {
  readonly database: Database;
  readonly strictLimiter: StrictLimiter;
  readonly storage: Storage;
  /** A secret of its own for each purpose. */
  readonly derive: (purpose: string) => Secret;
  /** Where people reach the web app and its API. */
  readonly publicUrl: string;
  readonly keyKind: KeysOptions['kind'];
  readonly hashing: Pick<HasherOptions, 'memoryKib' | 'passes'>;
  readonly google?: SocialOptions['google'];
  readonly apple?: SocialOptions['apple'];
  /** In the transaction in which somebody signs up. */
  readonly onSignUp: SignUpHook;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface Identity {
  readonly access: AccessTo;
  /** What it takes to let people in, for the seeded world and the command line. */
  readonly credentials: CredentialParts;
  addRoutes(http: Http, overview: Overview): void;
  /** The work behind the answers. */
  handleJobs(work: { readonly jobs: Jobs; readonly mailer: Mailer }): void;
  /** Settles when it is known who has been signed out. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** A processor is left to the payments, also where there are but two; a few seconds of waiting are as many as anybody should have. */
const lanes = { parallel: Math.max(1, Math.min(2, availableParallelism() - 1)), waiting: 50 };

export function createIdentity(options: IdentityOptions): Identity {
  const { database, derive, publicUrl, storage, registry, logger } = options;
  const standing = createStanding({ database, registry, logger });
  const tokens = createAccessTokens({ derive, standing, issuer: publicUrl });
  const sessions = createSessions({ database, standing, accessTokens: tokens, derive });
  const keys = createKeys({ database, standing, kind: options.keyKind, registry, logger });
  const access = createAccess({ tokens, standing, keys, database });
  const hasher = createHasher({ ...options.hashing, ...lanes, pepper: derive('password pepper'), registry });
  const attempts = createAttempts(options.strictLimiter);
  const codes = createMailCodes(derive('mail codes'));
  const welcome = createWelcome({ onSignUp: options.onSignUp });
  const credentials: CredentialParts = { database, hasher, attempts, codes, welcome, sessions, keys };
  const pins = createPins({ database, hasher, pinPepper: derive('pin pepper'), attempts, registry });
  const drawing = createDrawing({ registry, logger });
  const { google, apple } = options;
  const social = createSocial({ google, apple, publicUrl, derive, database, sessions, welcome, registry, logger });

  return {
    access,
    credentials,
    ready: standing.ready,
    addRoutes(http, overview) {
      addCredentialRoutes(http, { parts: credentials, access, publicUrl });
      addSocialRoutes(http, { social, publicUrl });
      addSessionRoutes(http, { database, sessions, access });
      addPinRoutes(http, { pins, access });
      addKeyRoutes(http, { keys, proving: credentials, access });
      addUserRoutes(http, { database, storage, drawing, publicUrl, access, overview, registry, logger });
    },
    handleJobs({ jobs, mailer }) {
      handleCredentialJobs({ jobs, database, codes });
      handleLetters({ jobs, db: database.db, mailer, codes, publicUrl, logger });
      handleDiscardedAvatars({ jobs, database, storage });
      keepIdentity({ jobs, database });
    },
    async stop() {
      await social.stop();
      await drawing.stop();
      await keys.stop();
      await standing.stop();
      await hasher.stop();
    },
  };
}
