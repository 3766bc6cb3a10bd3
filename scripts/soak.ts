/**
 * The same tests that `npm test` runs in a short form, for as many rounds as the promises ask for: fifty killed writers and
 * sealers, twenty killed databases. More by AKAWO_CRASH_ROUNDS and AKAWO_DATABASE_CRASH_ROUNDS.
 */
process.env['AKAWO_CRASH_ROUNDS'] ??= '50';
process.env['AKAWO_DATABASE_CRASH_ROUNDS'] ??= '20';
process.argv.push(
  'server/src/ledger/crash.test.ts',
  'server/src/ledger/database-crash.test.ts',
  'server/src/ledger/evidence/sealer-crash.test.ts',
);
await import('./test.ts');
