import type { Transact } from '#platform/db';
import { enqueue } from '#platform/jobs';
import { sendWelcome } from './jobs.ts';

/** One letter in the sandbox's mailbox, so that a first look finds something; asked for as often as one likes, it is written once a day. */
export async function seedWelcome(transact: Transact): Promise<void> {
  const to = 'you@example.com';
  await transact((tx) => enqueue(tx, sendWelcome, { to }, { once: to }));
}
