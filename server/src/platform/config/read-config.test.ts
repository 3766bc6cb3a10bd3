import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import fc from 'fast-check';
import { Secret } from '#platform/secret';
import { weakSecret } from './production-rules.ts';
import { allSettings } from './read-config.ts';
import { settings } from './settings.ts';
import { ConfigError, describeConfig, readConfig, type Environment } from './index.ts';

const strong = 'Wq7vZp2mTx9Lr4Ks8Nd1Hb6Gc3Fy5Ju0-_Ea';
const production: Environment = {
  AKAWO_ENV: 'production',
  PUBLIC_URL: 'https://wallet.example.com',
  SECRET_KEY: strong,
  METRICS_TOKEN: strong.split('').toReversed().join(''),
  SMTP_URL: 'smtps://akawo:secret@mail.example.com:465',
};

const settingsThatMayBeEmpty = ['ALLOWED_ORIGINS', 'TRUSTED_PROXIES', 'GOOGLE_CLIENT_IDS', 'APPLE_CLIENT_IDS'];

function mistakesOf(environment: Environment, dotEnv: Environment = {}): ConfigError {
  try {
    readConfig(environment, { dotEnv });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'the environment was accepted' });
}

const refusedVariables = (environment: Environment) => mistakesOf(environment).mistakes.map(({ variable }) => variable);

test('an empty environment is a development that works', () => {
  const config = readConfig({}, { root: '/srv/akawo' });
  assert.equal(config.program.mode, 'development');
  assert.equal(config.program.home, '/srv/akawo/.akawo');
  assert.equal(config.program.seedDemo, true);
  assert.equal(config.http.port, 3000);
  assert.equal(config.http.publicUrl, 'http://localhost:3000');
  assert.equal(config.database.url, undefined);
  assert.deepEqual(
    [config.limits.balancePerMinute, config.limits.transactionsPerMinute, config.limits.globalPerMinute],
    [10, 20, 1000],
  );
});

test('the public address follows the port unless it is given', () => {
  assert.equal(readConfig({ PORT: '4100' }).http.publicUrl, 'http://localhost:4100');
  assert.equal(readConfig({ PORT: '4100', PUBLIC_URL: 'https://a.example.com/' }).http.publicUrl, 'https://a.example.com');
});

test('every mistake is reported at once, each with the variable, what is wrong and an example', () => {
  const error = mistakesOf({
    PORT: 'http',
    AKAWO_ROLE: 'boss',
    ALLOWED_ORIGINS: '*',
    TRUSTED_PROXIES: '0.0.0.0/0',
    DATABASE_URL: 'mysql://x',
  });
  assert.deepEqual(
    error.mistakes.map(({ variable }) => variable),
    ['AKAWO_ROLE', 'PORT', 'ALLOWED_ORIGINS', 'TRUSTED_PROXIES', 'DATABASE_URL'],
  );
  for (const { variable, wrong, example } of error.mistakes) {
    assert.match(wrong, /^should be /);
    assert.ok(example.startsWith(`${variable}=`));
    assert.ok(error.message.includes(`${variable} ${wrong}.\n    For example: ${example}`));
  }
  assert.match(error.message, /^5 settings need a change before Akawo can start:/);
});

test('the example and the default of every setting are themselves accepted', () => {
  for (const { variable, kind, example } of allSettings()) assert.notEqual(kind.parse(example, '/'), undefined, variable);
  const { origins } = readConfig({});
  const table = describeConfig(readConfig({}));
  for (const variable of Object.keys(origins).filter((name) => origins[name] === 'default')) {
    if (settingsThatMayBeEmpty.includes(variable)) continue;
    assert.doesNotMatch(table, new RegExp(`^${variable} +- `, 'm'));
  }
});

test('the config cannot be changed at any depth', () => {
  const config: Record<string, unknown> = { ...readConfig({ ALLOWED_ORIGINS: 'https://a.example.com' }) };
  const frozen = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
  assert.ok(Object.isFrozen(readConfig({})));
  assert.ok(Object.values(config).every(frozen));
});

test('production names every secret and address that is missing', () => {
  assert.deepEqual(refusedVariables({ AKAWO_ENV: 'production' }), ['PUBLIC_URL', 'SECRET_KEY', 'METRICS_TOKEN']);
});

test('a complete production is accepted, without demo people', () => {
  const config = readConfig(production);
  assert.equal(config.program.seedDemo, false);
  assert.equal(config.http.host, '0.0.0.0');
});

test('production refuses secrets that are short, repeated or known to others', () => {
  const weak = [
    'short',
    'a'.repeat(64),
    'changeme-changeme-changeme-0123456789',
    '$(openssl rand -base64 48)',
    strong.slice(0, 31),
  ];
  for (const secret of weak) assert.deepEqual(refusedVariables({ ...production, SECRET_KEY: secret }), ['SECRET_KEY'], secret);
});

test('no example of a secret passes as a secret in production', () => {
  const { key, metricsToken } = settings.secrets.settings;
  for (const one of [key, metricsToken]) assert.ok(weakSecret(new Secret(one.example)));
});

test('production refuses demo people, floating ports, plain http and demo passwords', () => {
  const refused: Environment = {
    SEED_DEMO: 'true',
    PORT: '0',
    PUBLIC_URL: 'http://wallet.example.com',
    DATABASE_URL: 'postgres://a:postgres@db/a',
  };
  for (const [variable, value] of Object.entries(refused)) {
    assert.deepEqual(refusedVariables({ ...production, [variable]: value }), [variable]);
  }
  assert.ok(readConfig({ ...production, PUBLIC_URL: 'http://localhost:3000' }));
});

test('the application may know its own address of the database and not the owner’s', () => {
  assert.ok(readConfig({ DATABASE_APP_URL: 'postgres://app@db/a' }).database.appUrl);
});

test('values that contradict each other are refused', () => {
  assert.deepEqual(refusedVariables({ PORT: '3010' }), ['SANDBOX_PORT']);
  assert.deepEqual(refusedVariables({ DATABASE_URL: 'postgres://a@db/a', DATABASE_APP_URL: 'postgres://a@db/a' }), [
    'DATABASE_APP_URL',
  ]);
  assert.deepEqual(refusedVariables({ DATABASE_LOCK_TIMEOUT_MS: '9000' }), ['DATABASE_LOCK_TIMEOUT_MS']);
  assert.deepEqual(refusedVariables({ ...production, METRICS_TOKEN: strong }), ['METRICS_TOKEN']);
  assert.deepEqual(refusedVariables({ ...production, SENDGRID_API_KEY: 'SG.key' }), ['SENDGRID_API_KEY']);
  assert.deepEqual(refusedVariables({ ...production, SMTP_URL: '' }), ['SMTP_URL']);
  assert.deepEqual(refusedVariables({ GOOGLE_CLIENT_IDS: 'one' }), ['GOOGLE_CLIENT_SECRET']);
  assert.deepEqual(refusedVariables({ S3_BUCKET: 'pictures' }), ['S3_ENDPOINT', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']);
});

test('a misspelled variable is refused with the name that was meant, a stranger is left alone', () => {
  const meant = (environment: Environment, dotEnv: Environment = {}) =>
    mistakesOf(environment, dotEnv).mistakes.map(({ wrong }) => wrong);
  assert.deepEqual(meant({ AKAWO_ROEL: 'api' }), ['is not a setting; AKAWO_ROLE is']);
  assert.deepEqual(meant({ AKAWO_PORT: '3000' }), ['is not a setting; PORT is']);
  assert.deepEqual(meant({}, { DATABSE_URL: 'postgres://db/a' }), ['is not a setting; DATABASE_URL is']);
  assert.deepEqual(meant({}, { HOME: '/srv' }), ['is not a setting; AKAWO_HOME is']);
  assert.ok(readConfig({ AKAWO_WEATHER_STATION: 'rain', HOME: '/root', DATABSE_URL: 'another program' }));
});

test('the environment wins over .env, a blank counts as absent, and each origin is remembered', () => {
  const config = readConfig({ PORT: '4000', LOG_LEVEL: '' }, { dotEnv: { PORT: '5000', LOG_LEVEL: 'debug', REDIS_URL: ' ' } });
  assert.equal(config.http.port, 4000);
  assert.equal(config.telemetry.logLevel, 'debug');
  const { PORT, LOG_LEVEL, HOST, REDIS_URL } = config.origins;
  assert.deepEqual(
    { PORT, LOG_LEVEL, HOST, REDIS_URL },
    { PORT: 'environment', LOG_LEVEL: '.env', HOST: 'default', REDIS_URL: 'unset' },
  );
});

test('the description lists every variable and shows no secret', () => {
  const canary = 'canary-9f31c7';
  const config = readConfig({
    SECRET_KEY: canary,
    METRICS_TOKEN: canary,
    DATABASE_URL: `postgres://owner:${canary}@db.example.com/akawo?password=${canary}`,
    REDIS_URL: `redis://:${canary}@cache.example.com`,
    SENTRY_DSN: `https://${canary}@sentry.example.com/1`,
  });
  const table = describeConfig(config);
  for (const { variable } of allSettings()) assert.match(table, new RegExp(`^${variable} `, 'm'));
  assert.match(table, /^DATABASE_URL +postgres:\/\/\[secret\]@db\.example\.com\/akawo +environment$/m);
  for (const shown of [table, inspect(config, { depth: 9 }), JSON.stringify(config)]) assert.ok(!shown.includes(canary));
});

test('no environment, however odd, does anything but give a config or a ConfigError', () => {
  const names = allSettings().map(({ variable }) => variable);
  const odd = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.integer().map(String),
    fc.constantFrom('production', '[::1]', ',', '//'),
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.oneof(
          fc.constantFrom(...names),
          fc.string().map((s) => `AKAWO_${s}`),
        ),
        odd,
      ),
      (environment) => {
        try {
          readConfig(environment);
        } catch (error) {
          assert.ok(error instanceof ConfigError, String(error));
        }
      },
    ),
  );
});
