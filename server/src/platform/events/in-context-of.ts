import { withContext } from '../telemetry/context.ts';

/** Does work on behalf of the request that once caused an event or a job, so that logs and traces lead back to it. */
export function inContextOf<T>(
  cause: { readonly correlation_id: string | null; readonly traceparent: string | null },
  work: () => T,
): T {
  if (cause.correlation_id === null) return work();
  return withContext(
    { correlationId: cause.correlation_id, ...(cause.traceparent !== null && { traceparent: cause.traceparent }) },
    work,
  );
}
