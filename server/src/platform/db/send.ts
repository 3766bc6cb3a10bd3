import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Tx } from './database.ts';

type When = 'with the next' | 'at once';

const sent = new WeakMap<CompiledQuery, When>();

/**
 * Sends a statement whose answer says nothing, together with the next one that is waited for or with the COMMIT. If it fails, that one
 * fails with its error.
 */
export async function send(tx: Tx, statement: RawBuilder<unknown>): Promise<void> {
  await pass(tx, statement, 'with the next');
}

/** The same for a statement that takes long: it is not held back, so that the server is at it while we make the next ones. */
export async function sendAtOnce(tx: Tx, statement: RawBuilder<unknown>): Promise<void> {
  await pass(tx, statement, 'at once');
}

async function pass(tx: Tx, statement: RawBuilder<unknown>, when: When): Promise<void> {
  const query = statement.compile(tx);
  sent.set(query, when);
  await tx.executeQuery(query);
}

/** Nothing if its answer is waited for. */
export function whenSent(query: CompiledQuery): When | undefined {
  return sent.get(query);
}
