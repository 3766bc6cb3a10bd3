import type { Mistake } from './config-error.ts';
import type { ConfigValues } from './read-config.ts';

/** Values that are right one by one and wrong together. */
export function findContradictions({ http, database, secrets, program, people, mail, storage }: ConfigValues): Mistake[] {
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
  if (mail.smtpUrl !== undefined && mail.sendgridKey !== undefined) {
    refuse('SENDGRID_API_KEY', 'is set beside SMTP_URL, and a letter leaves by one of them', '');
  }
  if (program.mode === 'production' && mail.smtpUrl === undefined && mail.sendgridKey === undefined) {
    refuse(
      'SMTP_URL',
      'is not set, nor is SENDGRID_API_KEY, so nobody could be written to',
      'smtps://akawo:<password>@mail.example.com:465',
    );
  }
  if (people.googleClientIds.length > 0 && people.googleClientSecret === undefined) {
    refuse('GOOGLE_CLIENT_SECRET', 'is missing beside GOOGLE_CLIENT_IDS', 'GOCSPX-<secret>');
  }
  if (storage.bucket !== undefined) {
    if (storage.endpoint === undefined)
      refuse('S3_ENDPOINT', 'is missing beside S3_BUCKET', 'https://s3.eu-west-1.amazonaws.com');
    if (storage.accessKeyId === undefined) refuse('S3_ACCESS_KEY_ID', 'is missing beside S3_BUCKET', 'AKIAEXAMPLE');
    if (storage.secretAccessKey === undefined) refuse('S3_SECRET_ACCESS_KEY', 'is missing beside S3_BUCKET', '<secret>');
  }
  return mistakes;
}
