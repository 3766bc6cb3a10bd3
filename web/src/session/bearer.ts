export interface Tokens {
  readonly access_token: string;
  readonly expires_in: number;
}

export interface Bearer {
  readonly token: string;
  /** The id of the person whose token it is. */
  readonly person: string;
  /** By this device's clock; from then on a new token is fetched before the next request. */
  readonly freshUntil: number;
}

const headStartSeconds = 30;

export function bearerFrom({ access_token, expires_in }: Tokens): Bearer {
  return {
    token: access_token,
    person: personIn(access_token),
    freshUntil: Date.now() + (expires_in - headStartSeconds) * 1_000,
  };
}

/** Read and not verified: it decides what this tab shows, never what anybody may do. */
function personIn(token: string): string {
  const [, body = ''] = token.split('.');
  const { sub } = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/'))) as { sub: string };
  return sub;
}
