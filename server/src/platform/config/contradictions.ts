import type { Mistake } from './config-error.ts';
import type { ConfigValues } from './read-config.ts';

/** Values that are right one by one and wrong together. */
export function findContradictions({ http, database, secrets, program }: ConfigValues): Mistake[] {
  const mistakes: Mistake[] = [];
  const refuse = (variable: string, wrong: string, example: string) => {
    mistakes.push({ variable, wrong, example: `${variable}=${example}` });
  };
  if (http.port !== 0 && http.port === http.sandboxPort) {
    refuse('SANDBOX_PORT', `is ${http.port}, which PORT already uses`, `${http.port + 10}`);
  }
  if (database.appUrl !== undefined && database.url?.reveal() === database.appUrl.reveal()) {
    refuse(
      'DATABASE_APP_URL',
      'is the same as DATABASE_URL, so the application could edit the ledger',
      'postgres://akawo_app:<password>@…',
    );
  }
  if (database.lockTimeoutMs > database.statementTimeoutMs) {
    refuse('DATABASE_LOCK_TIMEOUT_MS', 'is longer than DATABASE_STATEMENT_TIMEOUT_MS, so it could never pass', '3000');
  }
  if (program.mode === 'production' && secrets.key?.reveal() === secrets.metricsToken?.reveal()) {
    refuse(
      'METRICS_TOKEN',
      'is the same as SECRET_KEY, and the scraper would hold the key to everything',
      '$(openssl rand -base64 48)',
    );
  }
  return mistakes;
}
