import { type FastifyReply, type FastifyRequest } from 'fastify';
import { originRefused } from '../problems.ts';

/** The browser keeps it from scripts, from other sites and from our subdomains, and gives it back to this very host alone. */
const name = '__Host-akawo_refresh';
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/**
 * Whether the refresh token travels in a cookie, as a browser asks for with `X-Session-Mode: cookie`. A browser sends cookies by itself, so
 * then the page that asks has to be ours.
 */
export function wantsCookie({ headers, host }: FastifyRequest): boolean {
  if (headers['x-session-mode'] !== 'cookie') return false;
  if (!isOwnPage(headers['sec-fetch-site'], headers.origin, host)) throw originRefused();
  return true;
}

/** What the browser says of itself decides; one that says nothing at all of where the page is from is not believed. */
function isOwnPage(site: unknown, origin: string | undefined, host: string): boolean {
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return URL.parse(origin)?.host === host;
  return site === 'same-origin';
}

/** The token that came with the request; nothing if there are two, because one of them is not ours. */
export function readRefreshCookie({ headers }: FastifyRequest): string | undefined {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

export function setRefreshCookie(reply: FastifyReply, token: string, seconds: number): void {
  reply.header('set-cookie', `${name}=${token}; Max-Age=${seconds}; ${attributes}`);
}

export function dropRefreshCookie(reply: FastifyReply): void {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes}`);
}
