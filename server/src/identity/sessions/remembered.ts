/** Remembers what was asked for lately, and never more than so many entries. */
export interface Remembered<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** Two halves: when the young one is full the old one goes as a whole, so that nothing is ever searched for what to forget. */
export function createRemembered<Value>(most: number): Remembered<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  function set(key: string, value: Value): void {
    if (young.size >= most / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    set,
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const returning = old.get(key);
      if (returning !== undefined) set(key, returning);
      return returning;
    },
  };
}
