import { Secret } from '#platform/secret';
import { currentContext, currentTraceparent } from '#platform/telemetry';

export type Headers = Readonly<Record<string, string | Secret>>;
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ComposedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An address under the provider's own, whatever the path was put together from. */
export function composeUrl(baseUrl: string, path: string, query: Query = {}): URL {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const wellFormed = path.startsWith('/') && !/[\\?#\s]|\/\/|(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path);
  if (!wellFormed)
    throw new Error('a provider path starts with a slash and has no query, no empty segment and no dots to climb with');
  const url = new URL(`${base.origin}${prefix}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/** JSON, or a form when the body is `URLSearchParams`; the request id and the place in the trace go along. */
export function composeRequest(body: unknown, ...given: readonly Headers[]): ComposedRequest {
  const text = body === undefined ? undefined : body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
  const form = body instanceof URLSearchParams;
  const own: Record<string, string | undefined> = {
    accept: 'application/json',
    // No compression: a small body that unpacks to a huge one never arrives.
    'accept-encoding': 'identity',
    'user-agent': 'Akawo',
    'content-type': text === undefined ? undefined : form ? 'application/x-www-form-urlencoded' : 'application/json',
    'content-length': text === undefined ? undefined : String(Buffer.byteLength(text)),
    'x-request-id': currentContext()?.correlationId,
    traceparent: currentTraceparent(),
  };
  const headers: Record<string, string> = {};
  for (const [name, value] of [own, ...given].flatMap((some) => Object.entries<string | Secret | undefined>(some))) {
    if (value !== undefined) headers[name.toLowerCase()] = value instanceof Secret ? value.reveal() : value;
  }
  return { headers, body: text };
}
