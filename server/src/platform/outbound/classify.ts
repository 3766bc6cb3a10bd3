import type { Why } from './outcome.ts';

export interface Answer {
  readonly status: number;
  /** Parsed JSON, or `undefined` when the answer was empty. */
  readonly body: unknown;
}

export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly code?: string }
  | { readonly kind: 'unknown'; readonly why: Why };

/** Says what a provider's answer means. It is asked only about answers that arrived whole and could be read. */
export type Classify = (answer: Answer) => Verdict;

const refusals = new Set([400, 401, 403, 404, 409, 422]);
const longestCode = 100;

/** The careful default: JSON with 2xx is a yes, JSON with a status that means "no" is a no, and everything else is not known. */
export function classifyByStatus({ status, body }: Answer): Verdict {
  if (body === undefined) return { kind: 'unknown', why: whyOf(status) };
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (!refusals.has(status)) return { kind: 'unknown', why: whyOf(status) };
  const code = codeOf(body);
  return { kind: 'rejected', ...(code !== undefined && { code }) };
}

/** What a status alone says about an answer that settles nothing. */
export function whyOf(status: number): Why {
  if (status >= 500) return 'server_error';
  if (status === 429) return 'throttled';
  if (status === 408 || status === 425) return 'try_later';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 200 && (status < 300 || refusals.has(status)) ? 'answer_unreadable' : 'unexpected_status';
}

function codeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') return undefined;
  return body.code.slice(0, longestCode);
}
