import { boolean, choice, folder, host, integer, networks, origins, secretAddress, secretText, webAddress } from './kinds.ts';
import { mail, people, storage } from './settings-of-people.ts';
import { byMode, modes, setting } from './setting.ts';
import { demoPassword, portZero, unsafeAddress, weakSecret } from './production-rules.ts';

const port = { kind: integer(0, 65_535), refusedInProduction: portZero };
const perMinute = integer(1, 10_000_000);
const milliseconds = integer(1, 600_000);
const postgres = { kind: secretAddress('postgres:', 'postgresql:'), refusedInProduction: demoPassword };

/** Every variable that Akawo reads, once. The type `Config`, the checks, `.env.example` and `akawo config check` all follow from here. */
export const settings = {
  program: {
    title: 'The program',
    settings: {
      mode: setting({
        variable: 'AKAWO_ENV',
        description: 'Which rules apply: development forgives, test is quiet, production refuses what is missing or weak.',
        kind: choice(...modes),
        example: 'production',
        fallback: 'development',
      }),
      home: setting({
        variable: 'AKAWO_HOME',
        description: 'Where the embedded database, uploads and the generated secret live. Two copies need two homes.',
        kind: folder,
        example: '/var/lib/akawo',
        fallback: '.akawo',
      }),
      role: setting({
        variable: 'AKAWO_ROLE',
        description: 'What this process does: answer requests (api), do the work behind them (worker), or both (all).',
        kind: choice('all', 'api', 'worker'),
        example: 'api',
        fallback: 'all',
      }),
      seedDemo: setting({
        variable: 'SEED_DEMO',
        description: 'Whether to create the demo people, whose passwords everybody knows.',
        kind: boolean,
        example: 'false',
        fallback: byMode({ development: 'true', test: 'false', production: 'false' }),
        refusedInProduction: (wanted) => (wanted ? 'would create people whose passwords everybody knows' : undefined),
      }),
    },
  },
  http: {
    title: 'Where it listens, and who may ask',
    settings: {
      host: setting({
        variable: 'HOST',
        description: 'The address to listen on. 0.0.0.0 lets other machines in.',
        kind: host,
        example: '0.0.0.0',
        fallback: byMode({ development: '127.0.0.1', test: '127.0.0.1', production: '0.0.0.0' }),
      }),
      port: setting({
        variable: 'PORT',
        description: 'The port of the API and the web app.',
        ...port,
        example: '3000',
        fallback: '3000',
      }),
      sandboxPort: setting({
        variable: 'SANDBOX_PORT',
        description: "The port of the sandbox, which plays other people's servers.",
        ...port,
        example: '3010',
        fallback: '3010',
      }),
      publicUrl: setting({
        variable: 'PUBLIC_URL',
        description: 'The address under which people and providers reach Akawo; it goes into links and callbacks.',
        kind: webAddress,
        example: 'https://wallet.example.com',
        requiredInProduction: true,
        refusedInProduction: unsafeAddress,
        fallback: { says: 'http://localhost:<PORT>', from: (_mode, textOf) => `http://localhost:${textOf('PORT')}` },
      }),
      allowedOrigins: setting({
        variable: 'ALLOWED_ORIGINS',
        description: 'Further web origins whose pages may call the API, separated by commas.',
        kind: origins,
        example: 'https://shop.example.com,https://app.example.com',
        fallback: '',
      }),
      trustedProxies: setting({
        variable: 'TRUSTED_PROXIES',
        description: 'Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas.',
        kind: networks,
        example: '10.0.0.0/8,192.0.2.7',
        fallback: '',
      }),
      bodyLimitBytes: setting({
        variable: 'BODY_LIMIT_BYTES',
        description: 'The longest request body that is read, unless a route says otherwise.',
        kind: integer(1024, 104_857_600),
        example: '1048576',
        fallback: '1048576',
      }),
      requestTimeoutMs: setting({
        variable: 'REQUEST_TIMEOUT_MS',
        description: 'How long a request may take to arrive.',
        kind: milliseconds,
        example: '30000',
        fallback: '30000',
      }),
      shutdownNoticeMs: setting({
        variable: 'SHUTDOWN_NOTICE_MS',
        description: 'How long a stop goes on serving while readiness already says no, so that load balancers look elsewhere.',
        kind: integer(0, 600_000),
        example: '5000',
        fallback: byMode({ development: '0', test: '0', production: '5000' }),
      }),
      shutdownTimeoutMs: setting({
        variable: 'SHUTDOWN_TIMEOUT_MS',
        description: 'How long a stop waits for requests and jobs to finish.',
        kind: milliseconds,
        example: '20000',
        fallback: '20000',
      }),
    },
  },
  secrets: {
    title: 'Secrets',
    settings: {
      key: setting({
        variable: 'SECRET_KEY',
        description:
          'The secret that all others are derived from, at least 32 bytes. Outside production one is made in AKAWO_HOME.',
        kind: secretText,
        example: '$(openssl rand -base64 48)',
        requiredInProduction: true,
        refusedInProduction: weakSecret,
      }),
      metricsToken: setting({
        variable: 'METRICS_TOKEN',
        description: 'The bearer token that opens /metrics, at least 32 bytes. Outside production /metrics needs none.',
        kind: secretText,
        example: '$(openssl rand -base64 48)',
        requiredInProduction: true,
        refusedInProduction: weakSecret,
      }),
    },
  },
  database: {
    title: 'The database',
    settings: {
      url: setting({
        variable: 'DATABASE_URL',
        description: 'PostgreSQL 15 or later, as the owner of the schema. Absent: the embedded PostgreSQL is used.',
        ...postgres,
        example: 'postgres://akawo_owner:<password>@db.example.com:5432/akawo',
      }),
      appUrl: setting({
        variable: 'DATABASE_APP_URL',
        description:
          'The same database as the role that the application runs under, which cannot write the ledger directly. Alone, without DATABASE_URL, it keeps the owner away from this process; migrations are then run elsewhere.',
        ...postgres,
        example: 'postgres://akawo_app:<password>@db.example.com:5432/akawo',
      }),
      apiPool: setting({
        variable: 'DATABASE_POOL_API',
        description: 'The most connections an API process opens.',
        kind: integer(2, 1000),
        example: '20',
        fallback: '20',
      }),
      workerPool: setting({
        variable: 'DATABASE_POOL_WORKER',
        description: 'The most connections a worker process opens.',
        kind: integer(2, 1000),
        example: '10',
        fallback: '10',
      }),
      statementTimeoutMs: setting({
        variable: 'DATABASE_STATEMENT_TIMEOUT_MS',
        description: 'How long one statement may run.',
        kind: milliseconds,
        example: '5000',
        fallback: '5000',
      }),
      lockTimeoutMs: setting({
        variable: 'DATABASE_LOCK_TIMEOUT_MS',
        description: 'How long one statement may wait for a lock.',
        kind: milliseconds,
        example: '3000',
        fallback: '3000',
      }),
    },
  },
  brokers: {
    title: 'Optional company: everything works without them',
    settings: {
      redisUrl: setting({
        variable: 'REDIS_URL',
        description: 'Makes rate limits exact across processes. Absent: counted in memory.',
        kind: secretAddress('redis:', 'rediss:'),
        example: 'redis://cache.example.com:6379',
      }),
      rabbitmqUrl: setting({
        variable: 'RABBITMQ_URL',
        description: 'Relays events and takes in webhooks through RabbitMQ. Absent: PostgreSQL does it.',
        kind: secretAddress('amqp:', 'amqps:'),
        refusedInProduction: demoPassword,
        example: 'amqp://akawo:<password>@broker.example.com:5672',
      }),
    },
  },
  people,
  mail,
  storage,
  limits: {
    title: 'Rate limits, in requests per sliding minute',
    settings: {
      balancePerMinute: setting({
        variable: 'LIMIT_BALANCE_PER_MINUTE',
        description: 'Balance questions per person.',
        kind: perMinute,
        example: '10',
        fallback: '10',
      }),
      transactionsPerMinute: setting({
        variable: 'LIMIT_TRANSACTIONS_PER_MINUTE',
        description: 'Transaction lists per person.',
        kind: perMinute,
        example: '20',
        fallback: '20',
      }),
      globalPerMinute: setting({
        variable: 'LIMIT_GLOBAL_PER_MINUTE',
        description: 'Requests of everybody together.',
        kind: perMinute,
        example: '1000',
        fallback: '1000',
      }),
      ipPerMinute: setting({
        variable: 'LIMIT_IP_PER_MINUTE',
        description: 'Requests from one address (IPv6: from one /64).',
        kind: perMinute,
        example: '300',
        fallback: '300',
      }),
    },
  },
  overload: {
    title: 'When to answer 503 instead of drowning',
    settings: {
      maxEventLoopDelayMs: setting({
        variable: 'OVERLOAD_MAX_EVENT_LOOP_DELAY_MS',
        description: 'How late the event loop may be.',
        kind: integer(10, 60_000),
        example: '500',
        fallback: '500',
      }),
      maxInFlight: setting({
        variable: 'OVERLOAD_MAX_IN_FLIGHT',
        description: 'How many requests may be under way at once.',
        kind: integer(1, 100_000),
        example: '1000',
        fallback: '1000',
      }),
    },
  },
  telemetry: {
    title: 'What it tells about itself',
    settings: {
      logLevel: setting({
        variable: 'LOG_LEVEL',
        description: 'The least important line that is still written.',
        kind: choice('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'),
        example: 'info',
        fallback: byMode({ development: 'info', test: 'warn', production: 'info' }),
      }),
      otlpEndpoint: setting({
        variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        description: 'Where OpenTelemetry traces go, by OTLP over HTTP. Absent: no tracing, at no cost.',
        kind: webAddress,
        example: 'http://collector.example.com:4318',
      }),
      sentryDsn: setting({
        variable: 'SENTRY_DSN',
        description: 'Where errors are reported. Absent: only to the log.',
        kind: secretAddress('https:', 'http:'),
        example: 'https://<key>@sentry.example.com/1',
      }),
    },
  },
} as const;
