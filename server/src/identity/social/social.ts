import { type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { createProviderClient, type ProviderClient } from '#platform/outbound';
import { type Secret } from '#platform/secret';
import { type Logger } from '#platform/telemetry';
import { type Client } from '../client.ts';
import { type CredentialParts, type SignedIn } from '../credentials/parts.ts';
import { type Welcome } from '../people/welcome-person.ts';
import { socialSignInUnavailable } from '../problems.ts';
import { type CodeFlow, createCodeFlow, type Return } from './code-flow.ts';
import { createIdentityTokens, type IdentityTokens } from './identity-tokens.ts';
import { createIssuerKeys, type IssuerKeysOptions } from './issuer-keys.ts';
import { type AskingIssuer, type Issuer, type Provider } from './issuers.ts';
import { type GivenNames } from './names.ts';
import { signIn } from './sign-in.ts';
import { createTickets } from './ticket.ts';

export interface SocialOptions {
  /** Absent: nobody signs in this way. */
  readonly google?: GoogleOptions | undefined;
  readonly apple?: { readonly issuer: Issuer; readonly clientIds: readonly string[] } | undefined;
  /** Where Google sends browsers back to is below it. */
  readonly publicUrl: string;
  readonly derive: (purpose: string) => Secret;
  readonly database: Pick<Database, 'transact'>;
  readonly sessions: CredentialParts['sessions'];
  readonly welcome: Welcome;
  readonly registry: Registry;
  readonly logger: Logger;
  /** How the issuers' keys are kept. */
  readonly keys?: Pick<IssuerKeysOptions, 'cacheMs' | 'cooldownMs'> | undefined;
}

interface GoogleOptions {
  readonly issuer: AskingIssuer;
  /** The first is the one of the web. */
  readonly clientIds: readonly string[];
  /** Of the first. Without it only tokens are accepted, and no browser is sent. */
  readonly clientSecret?: Secret | undefined;
}

export interface TokenGiven extends GivenNames {
  readonly id_token: string;
  readonly nonce?: string | undefined;
}

/** Signing in with Google or Apple. */
export interface Social {
  /** By a token that an app was given. */
  signInByToken(provider: Provider, given: TokenGiven, client: Client): Promise<SignedIn>;
  /** By browser: where it goes, and the ticket that it brings back. */
  begin(): ReturnType<CodeFlow['begin']>;
  finish(returned: Return, ticket: string | undefined, client: Client): Promise<SignedIn>;
  stop(): Promise<void>;
}

export const googleCallbackPath = '/api/v1/auth/google/callback';

export function createSocial(options: SocialOptions): Social {
  const { google, apple, registry, logger } = options;
  const clients: ProviderClient[] = [];
  /** A client for the server that the address is on. */
  const reach = (name: string, url: string): ProviderClient => {
    const client = createProviderClient({
      name,
      baseUrl: new URL(url).origin,
      timeoutMs: 4_000,
      maxAnswerBytes: 65_536,
      registry,
      logger,
    });
    clients.push(client);
    return client;
  };
  const tokensOf = ({
    issuer,
    clientIds,
  }: {
    readonly issuer: Issuer;
    readonly clientIds: readonly string[];
  }): IdentityTokens => {
    const { keysUrl, provider } = issuer;
    const keys = createIssuerKeys({ keysUrl, client: reach(`${provider}_keys`, keysUrl), ...options.keys });
    return createIdentityTokens({ issuer, clientIds, keys });
  };

  const tokens: Readonly<Record<Provider, IdentityTokens | undefined>> = {
    google: google && tokensOf(google),
    apple: apple && tokensOf(apple),
  };
  const flow = google && flowOf(google, options, reach);

  return {
    async signInByToken(provider, { id_token, nonce, ...given }, client) {
      const vouched = await present(tokens[provider]).verify(id_token, nonce);
      return signIn(options, { vouched, given, client });
    },
    begin: async () => present(flow).begin(),
    async finish(returned, ticket, client) {
      const { idToken, nonce } = await present(flow).finish(returned, ticket);
      const vouched = await present(tokens.google).verify(idToken, nonce);
      return signIn(options, { vouched, given: {}, client });
    },
    async stop() {
      await Promise.all(clients.map((client) => client.stop()));
    },
  };
}

function flowOf(
  { issuer, clientIds: [clientId], clientSecret }: GoogleOptions,
  { publicUrl, derive, logger }: SocialOptions,
  reach: (name: string, url: string) => ProviderClient,
): CodeFlow | undefined {
  if (clientId === undefined || clientSecret === undefined) return undefined;
  const tickets = createTickets(derive('social sign-in state'));
  const client = reach(`${issuer.provider}_token`, issuer.tokenUrl);
  return createCodeFlow({ issuer, clientId, clientSecret, redirectUri: publicUrl + googleCallbackPath, tickets, client, logger });
}

/** What was not configured is not to be had. */
function present<Part>(part: Part | undefined): Part {
  if (part === undefined) throw socialSignInUnavailable();
  return part;
}
