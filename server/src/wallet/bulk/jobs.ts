import { Type } from 'typebox';
import { defineJob } from '#platform/jobs';

/** Ten thousand lines are a minute's work. What an attempt has done stays done, so the next one goes on from there. */
export const carryOutBulkJob = defineJob({
  name: 'wallet.carry_out_bulk',
  data: Type.Object({ bulk_id: Type.String() }),
  timeoutSeconds: 600,
  attempts: 10,
  concurrency: 2,
});
