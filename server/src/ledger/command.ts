import { type Id } from '#platform/id';
import { type AccountId } from './account.ts';

/** A hold has the id of the command that made it. */
export type PostingId = Id<'postings'>;

/** Flat on purpose: it is part of what makes two commands the same, so there must be one way to write it down. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** One account's share: below zero money leaves the account, above zero it arrives. */
export interface Leg {
  readonly account: AccountId;
  readonly amount: number;
}

interface Identity {
  /** Given by the caller. The same id, or the same reference, with the same content is the same command and happens once. */
  readonly id: PostingId;
  readonly reference: string;
  /** When it counts, where that is not when it is recorded. */
  readonly effective_at?: Temporal.Instant;
  readonly metadata?: Metadata;
}

interface Freezable {
  /** For staff, and for money that has already moved in the world outside: the account's freeze does not stop this command. */
  readonly despite_freeze?: boolean;
}

/** Moves money at once. The legs sum to zero in each currency. */
export interface PostCommand extends Identity, Freezable {
  readonly kind: 'post';
  readonly legs: readonly Leg[];
}

/** Sets money aside: still posted, no longer available. */
export interface HoldCommand extends Identity, Freezable {
  readonly kind: 'hold';
  readonly account: AccountId;
  readonly amount: number;
  readonly expires_at?: Temporal.Instant;
}

/** Moves held money. Exactly one leg takes it from the hold's account; a hold may be captured many times, never above its amount. */
export interface CaptureCommand extends Identity, Freezable {
  readonly kind: 'capture';
  readonly hold: PostingId;
  readonly legs: readonly Leg[];
  /** Releases what this capture leaves of the hold. */
  readonly final?: boolean;
}

/** Gives held money back to its owner: all that remains of the hold, or a part. */
export interface ReleaseCommand extends Identity {
  readonly kind: 'release';
  readonly hold: PostingId;
  readonly amount?: number;
  readonly because: 'released' | 'expired';
}

/** Takes back a posting or capture: all that remains of it, or the given legs, each against the original's leg on that account. */
export interface ReverseCommand extends Identity, Freezable {
  readonly kind: 'reverse';
  readonly of: PostingId;
  readonly legs?: readonly Leg[];
}

export type Command = PostCommand | HoldCommand | CaptureCommand | ReleaseCommand | ReverseCommand;

/** Commands that happen together or not at all. */
export type Order = readonly Command[];
