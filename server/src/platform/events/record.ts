import { sql } from 'kysely';
import { send, textArray, type Tx } from '#platform/db';
import { currentContext } from '../telemetry/context.ts';
import { announceAfterCommit } from './announcing.ts';
import type { EventDefinition } from './define-event.ts';

/** The channel on which a commit with events is announced. */
export const eventChannel = 'akawo_events';

export interface Fact<Data = unknown> {
  /** What it is about, such as a transaction's id. */
  readonly subject?: string;
  /** Whom it concerns, such as a person's id. */
  readonly owner?: string;
  readonly data: Data;
  /** The request that brought it about, where the transaction carries those of many. */
  readonly correlationId?: string;
}

/** Writes down what happened, in the transaction in which it happens: both are there after the commit, or neither. */
export async function record<Data>(tx: Tx, definition: EventDefinition<string, Data>, fact: Fact<Data>): Promise<void> {
  await recordAll(tx, definition, [fact]);
}

/** Several of a kind in one statement, in the order given. It is only sent: what is wrong with it, the next statement or the COMMIT says. */
export async function recordAll<Data>(
  tx: Tx,
  definition: EventDefinition<string, Data>,
  facts: readonly Fact<Data>[],
): Promise<void> {
  if (facts.length === 0) return;
  for (const { data } of facts) {
    if (!definition.check(data)) throw new Error(`the data of a ${definition.type} event is not what its definition says`);
  }
  const { correlationId, traceparent } = currentContext() ?? {};
  const insert = sql`
    insert into platform.events (type, subject, owner, data, correlation_id, traceparent)
    select
      ${definition.type}, fact.subject, fact.owner, fact.data::jsonb, coalesce(fact.correlation_id, ${correlationId ?? null}),
      ${traceparent ?? null}
    from unnest(
      ${textArray(facts.map((fact) => fact.subject ?? null))}::text[],
      ${textArray(facts.map((fact) => fact.owner ?? null))}::text[],
      ${textArray(facts.map((fact) => JSON.stringify(fact.data)))}::text[],
      ${textArray(facts.map((fact) => fact.correlationId ?? null))}::text[]
    ) with ordinality as fact (subject, owner, data, correlation_id, position)
    order by fact.position
  `;
  await send(tx, insert);
  announceAfterCommit(tx, eventChannel);
}
