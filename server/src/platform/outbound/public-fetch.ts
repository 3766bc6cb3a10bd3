import { lookup as resolveName, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { composeRequest, type Headers } from './compose-request.ts';
import { exchange } from './exchange.ts';
import type { Why } from './outcome.ts';
import { isPublicAddress } from './public-address.ts';

export interface PublicFetchOptions {
  /** In production only https on the ports 443 and 8443 is allowed; elsewhere a person may rehearse with anything. */
  readonly production: boolean;
  /** Which addresses may be connected to. Only a rehearsal on one machine wants other than the public ones. */
  readonly allowAddress?: (address: string) => boolean;
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
  /** How a name becomes addresses. */
  readonly resolve?: (hostname: string, answer: (error: Error | null, addresses: LookupAddress[]) => void) => void;
}

export interface PublicRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Headers;
  readonly body?: unknown;
}

/** What may be told to the person who named the address: the status and the first printable characters, never more. */
export type PublicAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly excerpt: string; readonly retryAfter?: string }
  | { readonly kind: 'refused'; readonly why: 'url' | 'scheme' | 'port' | 'credentials' | 'address' }
  | { readonly kind: 'failed'; readonly why: Why };

export interface PublicFetch {
  fetch(request: PublicRequest): Promise<PublicAnswer>;
  /** The same test without connecting, for the moment when a person enters an address. */
  refusal(url: string): (PublicAnswer & { kind: 'refused' }) | undefined;
}

const openPorts = new Set(['', '443', '8443']);
const excerptLength = 256;
const addressRefused = 'ADDRESS_REFUSED';

/**
 * Asks addresses that strangers chose. The address that was tested is the address that is connected to: names are resolved inside the
 * connection, once, and one closed address among several closes them all. Redirects are answers like any other.
 */
export function createPublicFetch(options: PublicFetchOptions): PublicFetch {
  const {
    production,
    allowAddress = isPublicAddress,
    connectTimeoutMs = 3000,
    timeoutMs = 10_000,
    maxAnswerBytes = 65_536,
  } = options;
  const { resolve = (hostname, answer) => resolveName(hostname, { all: true }, answer) } = options;

  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), []);
      else if (!addresses.every(({ address }) => allowAddress(address)))
        callback(Object.assign(new Error('closed address'), { code: addressRefused }), []);
      else if (all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  const examine = (text: string): URL | (PublicAnswer & { kind: 'refused' }) => {
    const url = URL.parse(text);
    if (url === null || text.length > 2048) return { kind: 'refused', why: 'url' };
    if (url.protocol !== 'https:' && (production || url.protocol !== 'http:')) return { kind: 'refused', why: 'scheme' };
    if (url.username !== '' || url.password !== '') return { kind: 'refused', why: 'credentials' };
    if (production && !openPorts.has(url.port)) return { kind: 'refused', why: 'port' };
    const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
    // An address in figures is connected to without a lookup, so it is tested here.
    return isIP(literal) > 0 && !allowAddress(literal) ? { kind: 'refused', why: 'address' } : url;
  };

  return {
    refusal(text) {
      const examined = examine(text);
      return examined instanceof URL ? undefined : examined;
    },

    async fetch({ url: text, method, headers = {}, body: given }) {
      const url = examine(text);
      if (!(url instanceof URL)) return url;
      const { Agent } = url.protocol === 'https:' ? https : http;
      const { headers: composed, body } = composeRequest(given, headers);
      const bounds = { connectTimeoutMs, timeoutMs, maxAnswerBytes, longAnswer: 'is_cut' } as const;
      const result = await exchange({
        url,
        method,
        headers: composed,
        body,
        lookup,
        agent: new Agent({ keepAlive: false }),
        ...bounds,
      });
      if (result.kind === 'failed') {
        return result.errorCode === addressRefused ? { kind: 'refused', why: 'address' } : { kind: 'failed', why: result.why };
      }
      const retryAfter = result.headers['retry-after']?.slice(0, 64);
      return {
        kind: 'answered',
        status: result.status,
        excerpt: excerptOf(result.body),
        ...(retryAfter !== undefined && { retryAfter }),
      };
    },
  };
}

function excerptOf(body: Buffer): string {
  return body
    .subarray(0, excerptLength)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '.');
}
