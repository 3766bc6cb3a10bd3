import type { Tx } from '#platform/db';
import type { EventDefinition, EventOf } from './define-event.ts';

/** Does a batch's work in the very transaction that moves the cursor, so that its effect in the database happens exactly once. */
export interface Applying<Event> {
  apply(tx: Tx, events: readonly Event[], late: AbortSignal): Promise<void>;
}

/** Hands a batch to the outside world. After a failure or a crash the same batch comes again: at least once. */
export interface Delivering<Event> {
  deliver(events: readonly Event[], late: AbortSignal): Promise<void>;
}

export type ReaderOptions<Definition extends EventDefinition = EventDefinition> = {
  /** One process at a time reads under this name; its cursor is kept in the database. */
  readonly name: string;
  /** Absent: all events. */
  readonly types?: readonly Definition[];
  /** The most events in one batch. */
  readonly batch?: number;
  /** Where a reader that never ran before begins. */
  readonly from?: 'start' | 'now';
  /**
   * What becomes of an event whose handling fails again and again. `stop` stays in front of it, tries it once in a while and raises the
   * alarm, because what follows may build on it; `park` puts it aside with its error and goes on.
   */
  readonly onPoison?: 'stop' | 'park';
  readonly attempts?: number;
  /** How long one batch may take. */
  readonly timeoutMs?: number;
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How long a process that has died keeps its name. */
  readonly leaseMs?: number;
  /** How often to look without being woken. */
  readonly pollMs?: number;
} & (Applying<EventOf<Definition>> | Delivering<EventOf<Definition>>);
