/** Why nobody knows what a provider did. A bounded set: it is a metric label and a word in logs. */
export type Why =
  | 'stopped'
  | 'breaker_open'
  | 'queue_full'
  | 'queue_timeout'
  | 'unreachable'
  | 'connect_timeout'
  | 'tls_failed'
  | 'timeout'
  | 'connection_lost'
  | 'answer_cut'
  | 'answer_too_long'
  | 'answer_malformed'
  | 'answer_unreadable'
  | 'answer_unexpected'
  | 'redirected'
  | 'try_later'
  | 'throttled'
  | 'server_error'
  | 'unexpected_status'
  | 'undecided'
  | 'refused_after_unknown';

export interface Accepted<T> {
  readonly kind: 'accepted';
  readonly status: number;
  readonly body: T;
}

/** The provider said no, and did nothing. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly status: number;
  readonly code?: string;
  readonly body: unknown;
}

/**
 * Nobody knows yet: money stays held and somebody asks again later.
 *
 * A call that never left this machine is unknown too, with `sent: false`. It is no refusal: nobody refused anything, and an earlier
 * job may have sent the same order. Whoever treats it like every other unknown is right; whoever looks at `sent` may repeat sooner.
 */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: Why;
  /** Whether a byte of this call may have reached the provider, at any attempt. */
  readonly sent: boolean;
  /** Of the answer, when one came. */
  readonly status?: number;
}

export type Outcome<T = unknown> = Accepted<T> | Rejected | Unknown;

/** The last line of a `switch` over outcomes: it does not compile while a kind is unhandled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}
