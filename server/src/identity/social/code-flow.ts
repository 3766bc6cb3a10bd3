import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { assertNever, type ProviderClient } from '#platform/outbound';
import { type Secret } from '#platform/secret';
import { type Logger } from '#platform/telemetry';
import { socialSignInFailed, socialSignInUnavailable } from '../problems.ts';
import { type AskingIssuer } from './issuers.ts';
import { type Tickets } from './ticket.ts';

export interface CodeFlowOptions {
  readonly issuer: AskingIssuer;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUri: string;
  readonly tickets: Tickets;
  /** Of the server that `tokenUrl` names. */
  readonly client: ProviderClient;
  readonly logger: Logger;
}

/** What the issuer sends the browser back with. */
export interface Return {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

export interface CodeFlow {
  /** Where the browser goes, and the ticket that it brings back. */
  begin(): Promise<{ readonly url: string; readonly ticket: string }>;
  /** The token that the code was good for, with the nonce that it has to carry. */
  finish(returned: Return, ticket: string | undefined): Promise<{ readonly idToken: string; readonly nonce: string }>;
}

const longestToken = 8_192;
const TokenAnswer = Type.Object({ id_token: Type.String({ maxLength: longestToken }) });
const Refusal = Type.Object({ error: Type.String() });

/**
 * The authorization code flow with PKCE. The state binds the return to the browser that left, the challenge binds the code to us, and
 * the nonce binds the token to this very asking, so that none of the three is of use to whoever finds it.
 */
export function createCodeFlow({
  issuer,
  clientId,
  clientSecret,
  redirectUri,
  tickets,
  client,
  logger,
}: CodeFlowOptions): CodeFlow {
  /** A code may be used up by an answer that we never hear, so it is shown once. */
  const exchange = async (code: string, verifier: string): Promise<string> => {
    const outcome = await client.call({
      operation: 'exchange_code',
      method: 'POST',
      path: new URL(issuer.tokenUrl).pathname,
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: clientId,
        client_secret: clientSecret.reveal(),
        redirect_uri: redirectUri,
      }),
      safeToRetry: false,
      answer: TokenAnswer,
    });
    switch (outcome.kind) {
      case 'accepted':
        return outcome.body.id_token;
      case 'rejected':
        if (errorOf(outcome.body) === 'invalid_grant') throw socialSignInFailed();
        logger.error({ provider: issuer.provider, error: errorOf(outcome.body) }, 'the issuer does not take us for who we are');
        throw socialSignInUnavailable();
      case 'unknown':
        throw socialSignInUnavailable({ retryAfterSeconds: 5 });
      default:
        return assertNever(outcome);
    }
  };

  return {
    async begin() {
      const [state, nonce, verifier] = [drawText(), drawText(), drawText()];
      const url = new URL(issuer.authorizationUrl);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: sha256(verifier).toString('base64url'),
        code_challenge_method: 'S256',
        prompt: 'select_account',
      }).toString();
      return { url: url.href, ticket: await tickets.seal({ state, nonce, verifier }) };
    },

    async finish({ state, code, error }, sealed) {
      const ticket = sealed === undefined ? undefined : await tickets.open(sealed);
      const isHis = ticket !== undefined && state !== undefined && timingSafeEqual(sha256(state), sha256(ticket.state));
      if (!isHis || error !== undefined || code === undefined) throw socialSignInFailed();
      return { idToken: await exchange(code, ticket.verifier), nonce: ticket.nonce };
    },
  };
}

function drawText(): string {
  return randomBytes(32).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function errorOf(body: unknown): string | undefined {
  return Value.Check(Refusal, body) ? body.error.slice(0, 100) : undefined;
}
