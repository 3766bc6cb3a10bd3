import { addressOf } from '#platform/http';
import { type Claim, type LimitRule, type StrictLimiter } from '#platform/limits';
import { type Client } from '../client.ts';
import { tooManyAttempts } from '../problems.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What is counted: everything from one address, everything about one account, and what one address tries on one account. */
export interface AttemptRules {
  readonly address?: LimitRule;
  readonly account?: LimitRule;
  readonly pair?: LimitRule;
}

/**
 * Many people share one address in mobile networks, so an address gets plenty. An account gets less from one address than from all
 * together, so that nobody can lock out another from his own chair.
 */
export const attemptRules = {
  logIn: {
    address: { name: 'log-in by address', max: 100, windowMs: 15 * minute },
    account: { name: 'log-in by account', max: 50, windowMs: hour },
    pair: { name: 'log-in by account and address', max: 10, windowMs: 15 * minute },
  },
  signUp: {
    address: { name: 'sign-up by address', max: 30, windowMs: hour },
    account: { name: 'sign-up by account', max: 10, windowMs: hour },
  },
  letter: {
    address: { name: 'letter by address', max: 30, windowMs: hour },
    account: { name: 'letter by account', max: 5, windowMs: hour },
  },
  mailCode: { address: { name: 'mail code by address', max: 60, windowMs: hour } },
  provePassword: { account: { name: 'password proof by account', max: 10, windowMs: 15 * minute } },
} as const satisfies Readonly<Record<string, AttemptRules>>;

export interface Attempt {
  readonly rules: AttemptRules;
  readonly client: Client;
  /** The e-mail address that was typed, whether or not anybody has it, or a person's id. */
  readonly account?: string;
}

export interface Attempts {
  /** Counts the attempt before anybody looks at it, and refuses one too many. */
  count(attempt: Attempt): Promise<void>;
  /** After the right password: what was tried on the account is forgotten. Not what came from the address, or a thief could start again by signing in as himself. */
  forgive(attempt: Attempt): Promise<void>;
}

export function createAttempts(limiter: StrictLimiter): Attempts {
  return {
    async count(attempt) {
      const { allowed, retryAfterMs } = await limiter.take([...addressClaims(attempt), ...accountClaims(attempt)]);
      if (!allowed) throw tooManyAttempts({ retryAfterSeconds: Math.max(1, retryAfterMs / 1_000) });
    },
    async forgive(attempt) {
      for (const claim of accountClaims(attempt)) await limiter.forgive(claim);
    },
  };
}

function addressClaims({ rules: { address }, client }: Attempt): Claim[] {
  return address === undefined ? [] : [{ rule: address, subject: addressOf(client.address) }];
}

function accountClaims({ rules: { account: rule, pair }, client, account }: Attempt): Claim[] {
  if (account === undefined) return [];
  const claims: Claim[] = [];
  if (rule !== undefined) claims.push({ rule, subject: account });
  if (pair !== undefined) claims.push({ rule: pair, subject: `${account} ${addressOf(client.address)}` });
  return claims;
}
