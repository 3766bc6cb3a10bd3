import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import { type HashDone, type HashJob } from './hashing-thread.ts';

// Payments go first. On Linux this is said of the thread alone; elsewhere it would slow the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on('message', (job: HashJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none
  parentPort?.postMessage(carryOut(job));
});

function carryOut({ text, ...job }: HashJob): HashDone {
  try {
    return 'cost' in job ? { hash: hashSync(text, job.cost) } : { isRight: verifySync(job.hash, text) };
  } catch (thrown) {
    return { failure: String(thrown) };
  }
}
