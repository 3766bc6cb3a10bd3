/** Who pays whom. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

export function amountUpTo(most: number): number {
  return 1 + Math.floor(Math.random() * most);
}

export function anyOf<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

/** Any two of them, each as likely as the other. */
export function uniformPair<Id extends string>(ids: readonly Id[]): { readonly from: Id; readonly to: Id } {
  const from = anyOf(ids);
  for (;;) {
    const to = anyOf(ids);
    if (to !== from) return { from, to };
  }
}

/** One account on one side of every transfer, paying as often as it is paid. */
export function hotPair<Id extends string>(hot: Id, ids: readonly Id[]): { readonly from: Id; readonly to: Id } {
  const other = anyOf(ids);
  if (other === hot) return hotPair(hot, ids);
  return Math.random() < 0.5 ? { from: hot, to: other } : { from: other, to: hot };
}
