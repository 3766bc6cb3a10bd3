/** Another spelling of one of our addresses. `:name` stands for one segment, a last `*` for all that follows. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
  /** Only this method; every method where it is left out. */
  readonly method?: string;
}

export type Rewriter = (method: string, url: string) => string;

/** Turns the table into one function over an already normalised address. The query string is kept; nothing is rewritten twice. */
export function createRewriter(rewrites: readonly Rewrite[]): Rewriter {
  const plain = new Map<string, string>();
  const patterns: { method: string | undefined; from: RegExp; to: string }[] = [];
  for (const { from, to, method } of rewrites) {
    if (/[:*]/.test(from))
      patterns.push({ method, from: toRegExp(from), to: to.replace(/:(\w+)/g, '$<$1>').replace('*', '$<rest>') });
    else if (plain.has(key(method, from))) throw new Error(`the address ${from} is rewritten twice`);
    else plain.set(key(method, from), to);
  }

  return (method, url) => {
    const end = url.indexOf('?');
    const path = end === -1 ? url : url.slice(0, end);
    const query = end === -1 ? '' : url.slice(end);
    const target = plain.get(key(method, path)) ?? plain.get(key(undefined, path));
    if (target !== undefined) return target + query;
    const pattern = patterns.find((candidate) => (candidate.method ?? method) === method && candidate.from.test(path));
    return pattern === undefined ? url : path.replace(pattern.from, pattern.to) + query;
  };
}

function key(method: string | undefined, path: string): string {
  return `${method ?? '*'} ${path}`;
}

function toRegExp(from: string): RegExp {
  const source = from
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace('*', '(?<rest>.+)');
  return new RegExp(`^${source}$`);
}
