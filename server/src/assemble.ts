import { join } from 'node:path';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import { createBroker } from '#platform/broker';
import type { Broker } from '#platform/broker';
import type { Config } from '#platform/config';
import { assertMigrated, createDatabase, verifyServer } from '#platform/db';
import type { Database } from '#platform/db';
import { announcing, createEventLog } from '#platform/events';
import type { EventLog } from '#platform/events';
import { createHttp, renderProblem } from '#platform/http';
import type { HealthCheck, Http } from '#platform/http';
import { createJobs } from '#platform/jobs';
import type { DeadJob, Jobs } from '#platform/jobs';
import { createLimiter, createMemoryLimiter, createRedisLimiter } from '#platform/limits';
import type { GeneralLimiter } from '#platform/limits';
import { createOnce } from '#platform/once';
import type { Once } from '#platform/once';
import type { Logger } from '#platform/telemetry';
import { apiIntroduction } from './api-introduction.ts';
import { createModules } from './modules.ts';
import type { Modules } from './modules.ts';
import { paths } from './paths.ts';
import type { PreparedDatabase } from './prepare-database.ts';
import { StartRefused } from './refusal.ts';
import { schema } from './schema.ts';
import { seed } from './seed.ts';
import { version } from './version.ts';

const minute = 60_000;
const readinessRule = { name: 'readiness', max: 1_000_000, windowMs: 1_000 };

export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly database: PreparedDatabase;
}

export interface Akawo {
  readonly http: Http;
  readonly database: Database;
  readonly events: EventLog;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly modules: Pick<Modules, 'ledger' | 'identity' | 'wallet'>;
  /** Starts what the role asks for; the address that answers. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** The only place where things are built and handed to each other. Stopping goes backward through what stands here. */
export async function assemble({ config, logger, registry, database: prepared }: Parts): Promise<Akawo> {
  await using building = new AsyncDisposableStack();
  const { role } = config.program;

  const database = openDatabase(config, { logger, registry, prepared });
  building.defer(() => database.close());
  if (prepared.ownerUrl === undefined)
    await assertMigrated(
      (text) =>
        sql
          .raw<{ name: string; hash: string }>(text)
          .execute(database.db)
          .then(({ rows }) => rows),
      schema,
    );
  await refuseUnsafeServer(config, database, logger);

  const limiter = openLimiter(config, logger, registry);
  building.defer(() => limiter.close());
  const broker = openBroker(config, logger);
  building.defer(async () => broker?.close());
  const events = createEventLog({ database, registry, logger });
  building.defer(() => events.stop());
  const jobs = createJobs({ database, registry, logger });
  building.defer(() => jobs.stop(config.http.shutdownTimeoutMs));
  const once = createOnce({ database, render: renderProblem });
  const modules = createModules({ config, logger, registry, database, once });
  building.defer(() => modules.stop());
  if (role !== 'api') modules.handleJobs(jobs);

  const http = await createHttp({
    name: 'Akawo',
    version,
    introduction: apiIntroduction,
    production: config.program.mode === 'production',
    logger,
    registry,
    allowedOrigins: config.http.allowedOrigins,
    trustedProxies: config.http.trustedProxies,
    bodyLimitBytes: config.http.bodyLimitBytes,
    requestTimeoutMs: config.http.requestTimeoutMs,
    handlerTimeoutMs: config.http.requestTimeoutMs,
    maxConnections: config.overload.maxInFlight * 10,
    metricsToken: config.secrets.metricsToken,
    webRoot: join(import.meta.dirname, '../../web/dist'),
    problemsFile: join(import.meta.dirname, '../../docs/problems.md'),
    rewrites: paths,
    healthChecks: healthChecks({ database, jobs, limiter, broker, config }),
    pingBroker: broker && (() => broker.ping()),
    limits: {
      limiter,
      everyone: { name: 'everyone', max: config.limits.globalPerMinute, windowMs: minute },
      perAddress: { name: 'address', max: config.limits.ipPerMinute, windowMs: minute },
    },
    overload: config.overload,
    drain: { noticeMs: config.http.shutdownNoticeMs, timeoutMs: config.http.shutdownTimeoutMs },
  });
  building.defer(() => http.close());
  modules.addRoutes(http);

  const built = building.move();
  return {
    http,
    database,
    events,
    jobs,
    modules,
    once,
    async start() {
      await jobs.start();
      await modules.identity.ready;
      if (role !== 'api') modules.readEvents(events);
      if (config.program.seedDemo) await seed({ database, ...modules });
      return http.listen({ host: config.http.host, port: config.http.port });
    },
    stop: () => built.disposeAsync(),
  };
}

function openDatabase(
  config: Config,
  { logger, registry, prepared }: Pick<Parts, 'logger' | 'registry'> & { prepared: PreparedDatabase },
): Database {
  const onTrouble = (error: Error) => logger.warn({ err: error }, 'a database connection broke');
  const { statementTimeoutMs, lockTimeoutMs, workerPool, apiPool } = config.database;
  const connections = config.program.role === 'worker' ? workerPool : apiPool;
  const name = `akawo ${config.program.role}`;
  return announcing(
    createDatabase({ url: prepared.appUrl, name, connections, statementTimeoutMs, lockTimeoutMs, registry, onTrouble }),
    { onTrouble },
  );
}

/** Production refuses a server that may forget what it acknowledged or a role that could rewrite history; elsewhere it is said. */
async function refuseUnsafeServer(config: Config, database: Database, logger: Logger): Promise<void> {
  const { refusals, warnings } = await verifyServer(database.db);
  if (config.program.mode === 'production' && refusals.length > 0)
    throw new StartRefused(`This database is not safe for money: ${refusals.join('; ')}.`);
  if (config.program.mode !== 'test') for (const text of [...refusals, ...warnings]) logger.warn(text);
}

function openLimiter(config: Config, logger: Logger, registry: Registry): GeneralLimiter {
  const url = config.brokers.redisUrl;
  const redis = url && createRedisLimiter({ url });
  return createLimiter({
    memory: createMemoryLimiter(),
    redis,
    registry,
    onChange: (state, reason) =>
      logger.warn({ state, ...(reason !== undefined && { err: reason }) }, 'rate limits are counted elsewhere now'),
  });
}

function openBroker(config: Config, logger: Logger): Broker | undefined {
  const url = config.brokers.rabbitmqUrl;
  return url && createBroker({ url, onTrouble: (error) => logger.warn({ err: error }, 'the message broker has trouble') });
}

interface Company {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly limiter: GeneralLimiter;
  readonly broker: Broker | undefined;
  readonly config: Config;
}

/** What we cannot do without, and what we can: Redis and RabbitMQ being away is said, never a reason to refuse. */
function healthChecks({ database, jobs, limiter, broker, config }: Company): readonly HealthCheck[] {
  const checks: HealthCheck[] = [
    { name: 'database', needed: true, check: async () => void (await database.ping()) },
    { name: 'jobs', needed: true, check: async () => deadNote(await jobs.deadJobs({ limit: 1 })) },
  ];
  if (config.brokers.redisUrl !== undefined) checks.push({ name: 'redis', needed: false, check: () => assertRedis(limiter) });
  if (broker !== undefined) checks.push({ name: 'rabbitmq', needed: false, check: async () => void (await broker.ping()) });
  return checks;
}

function deadNote(dead: readonly DeadJob[]): string | undefined {
  return dead.length > 0 ? 'jobs that failed for good are waiting for a person' : undefined;
}

/** Asked through the limiter itself, which notices a lost Redis only when it counts. */
async function assertRedis(limiter: GeneralLimiter): Promise<undefined> {
  await limiter.take([{ rule: readinessRule, subject: 'readiness' }]);
  if (limiter.state() !== 'redis') throw new Error('rate limits are counted in memory, because Redis does not answer');
}
