/** A map that remembers whoever was asked about lately. */
export interface Recent<Value> {
  get(key: string, now: number): Value | undefined;
  set(key: string, value: Value): void;
  readonly size: number;
}

/**
 * Two generations, the older of which is dropped as a whole: whoever is not asked about for a lifetime goes without a timer or a scan.
 * At most `most` keys stay. When more come within a lifetime, those that were idle longest are forgotten early, the busy ones never.
 */
export function createRecent<Value>(most: number, lifetimeMs: number): Recent<Value> {
  const mostYoung = Math.ceil(most / 2);
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  let bornAt = -Infinity;

  function turn(now: number): void {
    if (now - bornAt < lifetimeMs && young.size < mostYoung) return;
    old = now - bornAt < 2 * lifetimeMs ? young : new Map<string, Value>();
    young = new Map();
    bornAt = now;
  }

  return {
    get(key, now) {
      turn(now);
      const known = young.get(key);
      if (known !== undefined) return known;
      const returning = old.get(key);
      if (returning === undefined) return undefined;
      old.delete(key);
      young.set(key, returning);
      return returning;
    },
    set: (key, value) => void young.set(key, value),
    get size() {
      return young.size + old.size;
    },
  };
}
