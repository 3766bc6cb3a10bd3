import type { FastifyInstance, FastifyReply } from 'fastify';
import type { JWTPayload } from 'jose';
import type { Html } from '../html.ts';
import type { Account, Accounts } from './accounts.ts';
import type { AuthorizationRequest } from './authorization.ts';
import type { IssuerName } from './pages.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What a token is made of. */
export interface TokenOrder {
  readonly account: Account;
  readonly clientId: string;
  readonly scope: string;
  readonly nonce?: string | undefined;
}

/** What the person decided on the page that asked him. */
export interface Decision {
  readonly request: AuthorizationRequest;
  readonly account: Account;
  /** Whatever else the page had him fill in. */
  readonly form: Readonly<Record<string, string>>;
}

/** The belongings of an issuer while he is played. */
export interface Props {
  readonly accounts: Accounts;
  readonly keys: SigningKeys;
}

/** What one issuer does in his own way; everything else is the same for all. */
export interface IssuerPlay extends IssuerName {
  readonly what: string;
  /** The one program that he knows, as if it had been registered with him. */
  readonly clientId: string;
  /** For the front page, beside the client id. */
  readonly facts: readonly (readonly [string, string])[];
  readonly inhabitants: readonly Account[];
  /** His own paths, so that a program finds here what it finds there. */
  readonly authorizePath: string;
  readonly keysPath: string;
  describe(address: string): object;
  claimsOf(order: TokenOrder): JWTPayload;
  consentPage(request: AuthorizationRequest, account: Account): Html;
  /** Adds his token endpoint, and says how a program is told what the person allowed. */
  prepare(app: FastifyInstance, props: Props): (decision: Decision, reply: FastifyReply) => Promise<FastifyReply>;
}
