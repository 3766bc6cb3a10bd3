import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Tx } from './database.ts';

const sent = new WeakSet<CompiledQuery>();

/**
 * Sends a statement whose answer says nothing, together with the next one that is waited for or with the COMMIT. If it fails, that one
 * fails with its error.
 */
export async function send(tx: Tx, statement: RawBuilder<unknown>): Promise<void> {
  const query = statement.compile(tx);
  sent.add(query);
  await tx.executeQuery(query);
}

export function isOnlySent(query: CompiledQuery): boolean {
  return sent.has(query);
}
