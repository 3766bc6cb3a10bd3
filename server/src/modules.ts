import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { apple, createIdentity, google, playedAt } from '#identity';
import type { Identity, IdentityOptions } from '#identity';
import { createHeadSigner, createSealer, createWriter, keepLedger } from '#ledger';
import type { Writer } from '#ledger';
import { deriveSecret } from '#platform/config';
import type { Config } from '#platform/config';
import type { Database } from '#platform/db';
import type { EventLog } from '#platform/events';
import type { Http } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import { createStrictLimiter } from '#platform/limits';
import { createMailer } from '#platform/mail';
import type { MailRoute } from '#platform/mail';
import { createOnceTogether } from '#platform/once';
import type { Once } from '#platform/once';
import { Secret } from '#platform/secret';
import { createDiskStorage, createS3Storage } from '#platform/storage';
import type { Storage } from '#platform/storage';
import type { Logger } from '#platform/telemetry';
import { createWalletModule } from '#wallet';
import type { WalletModule } from '#wallet';
import { keepHouse } from './housekeeping.ts';
import { masterSecret } from './prepare-database.ts';

export interface Ground {
  readonly config: Config;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly database: Database;
  readonly once: Once;
}

export interface Modules {
  readonly ledger: Writer;
  readonly identity: Identity;
  readonly wallet: WalletModule;
  addRoutes(http: Http): void;
  /** The work that a worker does. */
  handleJobs(jobs: Jobs): void;
  /** What a worker follows, from when there are queues for the work that it brings. */
  readEvents(events: EventLog): void;
  stop(): Promise<void>;
}

/** The business on its ground: each module is built with what it needs of those below it, and stopped before them. */
export function createModules(ground: Ground): Modules {
  const { config, logger, registry, database, once } = ground;
  const stack = new AsyncDisposableStack();
  const strictLimiter = createStrictLimiter({ database, registry });
  const derive = (purpose: string) => deriveSecret(masterSecret(config), purpose);

  const ledger = createWriter({ database, registry });
  stack.defer(() => ledger.stop());
  const together = createOnceTogether({ db: database.db, once });
  const wallet = createWalletModule({ database, writer: ledger, together, strictLimiter, limits: config.limits });
  const identity = createIdentity({
    database,
    strictLimiter,
    storage: openStorage(ground),
    derive,
    publicUrl: config.http.publicUrl,
    keyKind: config.program.mode === 'production' ? 'live' : 'test',
    hashing: { memoryKib: config.people.hashMemoryKib, passes: config.people.hashPasses },
    ...issuers(config),
    onSignUp: wallet.openFirstWallet,
    registry,
    logger,
  });
  stack.defer(() => identity.stop());

  return {
    ledger,
    identity,
    wallet,
    addRoutes(http) {
      identity.addRoutes(http, wallet.overview);
      wallet.addRoutes(http, identity.access);
    },
    handleJobs(jobs) {
      keepHouse({ database, jobs, strictLimiter });
      keepLedger({ database, writer: ledger, jobs, registry, logger });
      const signer = createHeadSigner(derive('ledger heads'));
      const headsFile = join(config.program.home, 'ledger-heads.jsonl');
      const sealer = createSealer({ database, logger, registry, signer, headsFile });
      stack.defer(() => sealer.stop());
      const mailer = createMailer({ route: mailRoute(config), from: senderOf(config.mail.from), registry, logger });
      stack.defer(() => mailer.stop());
      identity.handleJobs({ jobs, mailer });
      wallet.handleJobs(jobs);
    },
    readEvents: (events) => wallet.readEvents(events),
    stop: () => stack.disposeAsync(),
  };
}

/** Where nobody has registered us, the sandbox plays Google and Apple, who know us there by these names; never in production. */
function issuers({ program, http, people }: Config): Pick<IdentityOptions, 'google' | 'apple'> {
  const { googleClientIds, googleClientSecret: clientSecret, appleClientIds } = people;
  const registered = {
    google: googleClientIds.length > 0 ? { issuer: google, clientIds: googleClientIds, clientSecret } : undefined,
    apple: appleClientIds.length > 0 ? { issuer: apple, clientIds: appleClientIds } : undefined,
  };
  if (program.mode === 'production') return registered;
  const sandbox = `http://127.0.0.1:${http.sandboxPort}`;
  return {
    google: registered.google ?? {
      issuer: playedAt(sandbox, google),
      clientIds: ['akawo-sandbox.apps.googleusercontent.com'],
      clientSecret: new Secret('GOCSPX-akawo-sandbox'),
    },
    apple: registered.apple ?? { issuer: playedAt(sandbox, apple), clientIds: ['ng.akawo.sandbox'] },
  };
}

function openStorage({ config, registry, logger }: Ground): Storage {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = config.storage;
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    return createDiskStorage({ folder: join(config.program.home, 'avatars') });
  return createS3Storage({ endpoint, bucket, region, credentials: { accessKeyId, secretAccessKey }, registry, logger });
}

function mailRoute({ mail, http }: Config): MailRoute {
  if (mail.smtpUrl !== undefined) return { by: 'smtp', url: mail.smtpUrl };
  if (mail.sendgridKey !== undefined) return { by: 'sendgrid', baseUrl: 'https://api.sendgrid.com', key: mail.sendgridKey };
  return { by: 'mailbox', baseUrl: `http://127.0.0.1:${http.sandboxPort}` };
}

function senderOf(text: string) {
  const [, name, address] = /^(?:(.+) <)?([^<>]+)>?$/.exec(text) ?? [];
  return { name: name ?? 'Akawo', address: address ?? text };
}
