import { assertNever } from '#platform/outbound';
import type { ProviderClient } from '#platform/outbound';
import type { Jobs } from '#platform/jobs';
import { sendWelcome } from './jobs.ts';

const text = `Good day,

this letter was asked for in the transaction that seeded your database, done by a worker afterwards, and brought here by the client that
will one day talk to banks. Had the mailbox been away, it would have been tried again. That is how everything in Akawo moves.

The API is described at /docs; how the house is built stands in ARCHITECTURE.md.
`;

export interface Post {
  readonly jobs: Jobs;
  readonly mailbox: ProviderClient;
}

/** A letter that comes twice does no harm, so it may be tried again whenever we do not know. */
export function handleWelcome({ jobs, mailbox }: Post): void {
  jobs.handle(sendWelcome, async ({ to }) => {
    const body = { from: 'akawo@localhost', to: [to], subject: 'Welcome to Akawo', text };
    const outcome = await mailbox.call({ operation: 'send', method: 'POST', path: '/mailbox/messages', body, safeToRetry: true });
    switch (outcome.kind) {
      case 'accepted':
        return;
      case 'rejected':
        throw new Error(`the mailbox refused the letter with ${outcome.status}`);
      case 'unknown':
        throw new Error(`the letter may not have arrived: ${outcome.why}`);
      default:
        assertNever(outcome);
    }
  });
}
