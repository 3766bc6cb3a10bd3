/** At most `max` in any window of `windowMs`. The name is part of what is counted, so two rules never share a count. */
export interface LimitRule {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
}

/** One count to take from: this rule, for this address or person. */
export interface Claim {
  readonly rule: LimitRule;
  readonly subject: string;
}

/** Of all claims made together, the one that refused, or else the one nearest to its end. */
export interface Verdict {
  readonly allowed: boolean;
  readonly rule: LimitRule;
  readonly remaining: number;
  readonly resetMs: number;
  readonly retryAfterMs: number;
}

export interface Limiter {
  /** At once, where nobody else has to be asked. */
  take(claims: readonly Claim[]): Verdict | Promise<Verdict>;
}
