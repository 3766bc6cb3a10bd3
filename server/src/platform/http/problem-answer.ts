import type { Problem, ProblemKind } from '../problem.ts';
import { currentContext } from '../telemetry/context.ts';
import { headersTooLarge } from './problems.ts';

/** Every problem has a page on this very server; its address is the `type` of RFC 9457 and never changes once published. */
export const problemTypeBase = '/problems/';

const problemMediaType = 'application/problem+json; charset=utf-8';

const statusByKind: Readonly<Record<ProblemKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unconfirmed: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  unprocessable: 422,
  locked: 423,
  too_many: 429,
  broken: 500,
  unavailable: 503,
};

export function statusOf(problem: { readonly code: string; readonly kind: ProblemKind }): number {
  return problem.code === headersTooLarge.code ? 431 : statusByKind[problem.kind];
}

export function problemBody(problem: Problem, requestId: string): string {
  const { detail, errors, members } = problem.details;
  return JSON.stringify({
    ...members,
    type: problemTypeBase + problem.code,
    title: problem.title,
    status: statusOf(problem),
    code: problem.code,
    detail: detail ?? problem.title,
    request_id: requestId,
    errors,
  });
}

/** The answer that the request under way would get, for whoever keeps answers. */
export function renderProblem(problem: Problem): { readonly status: number; readonly body: string } {
  return { status: statusOf(problem), body: problemBody(problem, currentContext()?.correlationId ?? '') };
}

export function problemHeaders(problem: Problem): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': problemMediaType, 'cache-control': 'no-store' };
  if (problem.details.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(Math.ceil(problem.details.retryAfterSeconds));
  if (problem.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  return headers;
}
