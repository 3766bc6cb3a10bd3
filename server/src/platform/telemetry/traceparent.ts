/** The four parts of a W3C `traceparent`, of which two name a place in a trace. */
export interface TracePosition {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const format = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const sampledBit = 1;

/** What a `traceparent` says, or `undefined` when it is none: a stranger sends it, so nothing about it is taken for granted. */
export function parseTraceparent(text: string | undefined): TracePosition | undefined {
  if (text === undefined || text.length > 128) return undefined;
  const [, traceId, spanId, flags, more] = format.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (more !== undefined && text.startsWith('00')) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & sampledBit) === sampledBit };
}

export function formatTraceparent({ traceId, spanId, sampled }: TracePosition): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
