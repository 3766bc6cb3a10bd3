/**
 * No answer came: offline, refused, cut, or too slow. What the request did is unknown, so money is sent again only with
 * the same `Idempotency-Key`.
 */
export class AkawoUnreachable extends Error {
  readonly reason: 'network' | 'timeout';

  constructor(reason: 'network' | 'timeout', cause: unknown) {
    super(reason === 'timeout' ? 'Akawo did not answer in time.' : 'Akawo could not be reached.', { cause });
    this.name = 'AkawoUnreachable';
    this.reason = reason;
  }
}
