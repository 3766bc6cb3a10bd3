import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';

/** A row of the log, as its readers see it. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  /** Unique, rising, with gaps. Of two events about the same thing the later one has the higher id. */
  readonly id: number;
  readonly type: Type;
  /** What it is about, such as a transaction's id. */
  readonly subject: string | null;
  /** Whom it concerns, such as a person's id. */
  readonly owner: string | null;
  readonly data: Data;
  readonly correlation_id: string | null;
  readonly traceparent: string | null;
  readonly recorded_at: string;
}

export interface EventDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly schema: TObject;
  check(data: unknown): data is Data;
  is(event: RecordedEvent): event is RecordedEvent<Type, Data>;
}

/** The row that belongs to a definition; of several definitions, a union that `switch (event.type)` takes apart. */
export type EventOf<Definition> = Definition extends EventDefinition<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

const defined = new Set<string>();

/** Says what can happen, once, in a module's `events.ts`: `transfer.completed` and the data that goes with it. */
export function defineEvent<const Type extends string, Schema extends TObject>(
  type: Type,
  schema: Schema,
): EventDefinition<Type, Static<Schema>> {
  if (defined.has(type)) throw new Error(`event ${type} is defined twice`);
  defined.add(type);
  const validator = Compile(schema);
  return {
    type,
    schema,
    check: (data): data is Static<Schema> => validator.Check(data),
    is: (event): event is RecordedEvent<Type, Static<Schema>> => event.type === type,
  };
}
