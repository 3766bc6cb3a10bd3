/** Who may vouch for somebody. */
export const providers = ['google', 'apple'] as const;
export type Provider = (typeof providers)[number];

/** An issuer of identities, as far as his documents fix it once and for all. */
export interface Issuer {
  readonly provider: Provider;
  /** How he may call himself in his tokens. */
  readonly names: readonly string[];
  /** Where the keys are that his tokens are signed with. */
  readonly keysUrl: string;
}

/** One who also asks a person in the browser and hands us a code. */
export interface AskingIssuer extends Issuer {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
}

export const google: AskingIssuer = {
  provider: 'google',
  names: ['https://accounts.google.com', 'accounts.google.com'],
  keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
};

export const apple: Issuer = {
  provider: 'apple',
  names: ['https://appleid.apple.com'],
  keysUrl: 'https://appleid.apple.com/auth/keys',
};

/** The same issuer where the sandbox plays him: under his own names and paths, at another address. */
export function playedAt<Played extends Issuer>(sandboxUrl: string, issuer: Played): Played {
  const moved = Object.entries(issuer).map(([name, value]: [string, unknown]) =>
    name.endsWith('Url') && typeof value === 'string'
      ? [name, `${sandboxUrl}/${issuer.provider}${new URL(value).pathname}`]
      : [name, value],
  );
  return Object.fromEntries(moved) as Played;
}
