import { join } from 'node:path';
import { loadDotEnv, readConfig } from '#platform/config';
import type { Config } from '#platform/config';
import { createLogger, createRegistry, createTelemetry, guardProcess } from '#platform/telemetry';
import { assemble } from './assemble.ts';
import { prepareDatabase } from './prepare-database.ts';
import { asRefusal } from './refusal.ts';
import { demoLogins } from './seed.ts';
import { version } from './version.ts';

const root = join(import.meta.dirname, '../..');
const tell = (message: object) => process.connected && process.send?.(message);
const progress = (text: string) => void tell({ type: 'progress', text });

/** Starts everything its role asks for and answers with the way to stop it, in the opposite order. */
async function start(config: Config): Promise<() => Promise<void>> {
  await using starting = new AsyncDisposableStack();
  const logger = createLogger({ level: config.telemetry.logLevel, name: config.program.role });
  const registry = createRegistry();
  const guard = guardProcess({ logger, onFatal: () => stop(), exit: process.exit, timeoutMs: config.http.shutdownTimeoutMs });
  starting.defer(() => guard.release());
  const { otlpEndpoint, sentryDsn } = config.telemetry;
  const telemetry = await createTelemetry({
    service: 'akawo',
    version,
    environment: config.program.mode,
    logger,
    otlpEndpoint,
    sentryDsn,
  });
  starting.defer(() => telemetry.stop());

  const claim = config.program.role === 'all' ? 'own' : 'visit';
  const database = await prepareDatabase(config, { claim, onProgress: progress, onTrouble: (sentence) => logger.warn(sentence) });
  starting.defer(() => database.stop());
  const akawo = await assemble({ config, logger, registry, database });
  starting.defer(() => akawo.stop());
  const address = await akawo.start();

  logger.info({ role: config.program.role, address, version }, 'ready');
  // Cookies belong to one name, so people begin under the one that letters and callbacks lead to.
  const home = config.http.port === 0 ? address : config.http.publicUrl;
  const urls = { App: home, 'API docs': `${home}/docs`, Health: `${home}/health/ready` };
  tell({ type: 'ready', urls, logins: config.program.seedDemo ? demoLogins : [] });
  const running = starting.move();
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= running.disposeAsync());
  return stop;
}

try {
  const stop = await start(readConfig(process.env, { dotEnv: loadDotEnv(root), root }));
  const end = () => void stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  // Whoever started us is gone without a word; nobody else will stop us.
  if (process.connected) process.once('disconnect', end);
} catch (thrown) {
  const refusal = asRefusal(thrown);
  if (refusal === undefined) console.error(thrown);
  else if (process.connected) tell({ type: 'refused', ...refusal });
  else console.error([refusal.sentence, refusal.hint].filter((line) => line !== undefined).join('\n'));
  process.exitCode = 1;
  process.disconnect?.();
}
