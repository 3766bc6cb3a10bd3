import { join } from 'node:path';
import { createApple } from './apple/index.ts';
import { createGoogle } from './google/index.ts';
import { createMailbox, openBook } from './mailbox/index.ts';
import { createSendgrid } from './sendgrid/index.ts';
import type { Stage } from './stage.ts';

/** Every server that the sandbox plays. Each keeps a book of its own below the folder, as the real ones would. */
export function createStages(folder: string): readonly Stage[] {
  const letters = openBook(join(folder, 'mailbox.jsonl'));
  return [createMailbox(letters), createSendgrid(letters), createGoogle(folder), createApple(folder)];
}
