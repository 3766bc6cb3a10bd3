import { createMailbox } from './mailbox/index.ts';
import type { Stage } from './stage.ts';

/** Every server that the sandbox plays. Each keeps a book of its own below the folder, as the real ones would. */
export function createStages(folder: string): readonly Stage[] {
  return [createMailbox(folder)];
}
