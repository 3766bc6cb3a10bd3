import { join } from 'node:path';
import type { MigrateOptions } from '#platform/db';
import { jobsSchema } from '#platform/jobs';

/** Everything the database is made of, in the order in which it is applied. */
export const schema: Omit<MigrateOptions, 'ownerUrl'> = {
  folder: join(import.meta.dirname, '../migrations'),
  extraSteps: [jobsSchema],
  moduleFiles: [
    'platform/once/recall.sql',
    'ledger/guards.sql',
    'ledger/write.sql',
    'ledger/evidence/seal.sql',
    'wallet/find-sides.sql',
    'wallet/remembered-sides.sql',
    'wallet/overrides/refuse-overdue.sql',
  ].map((file) => join(import.meta.dirname, file)),
};
