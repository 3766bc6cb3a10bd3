export interface Recent<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  forget(key: Key): void;
}

/** A map of bounded size, in two halves: when the newer one is full it becomes the older one, whose place was all that it had left. */
export function createRecent<Key, Value>(size: number): Recent<Key, Value> {
  let newer = new Map<Key, Value>();
  let older = new Map<Key, Value>();
  return {
    get: (key) => newer.get(key) ?? older.get(key),
    set(key, value) {
      newer.set(key, value);
      if (newer.size * 2 < size) return;
      older = newer;
      newer = new Map();
    },
    forget(key) {
      newer.delete(key);
      older.delete(key);
    },
  };
}
