import type { Mistake } from './config-error.ts';
import type { Environment } from './read-config.ts';

const prefix = 'AKAWO_';
const mostEdits = 2;

/**
 * Names that are surely meant for us (ours by prefix, or written into our `.env`) and nearly one that exists.
 * Names that resemble nothing are left alone: scripts and compose files have variables of their own.
 */
export function findMisspelled(
  environment: Environment,
  dotEnv: Environment,
  known: ReadonlyMap<string, { readonly example: string }>,
): Mistake[] {
  const ours = Object.keys(environment).filter((name) => name.startsWith(prefix));
  const candidates = new Set([...ours, ...Object.keys(dotEnv)].filter((name) => !known.has(name)));
  return [...candidates].flatMap((variable) => {
    const meant = nearest(variable, [...known.keys()]);
    if (meant === undefined) return [];
    return [{ variable, wrong: `is not a setting; ${meant} is`, example: `${meant}=${known.get(meant)?.example}` }];
  });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const withoutPrefix = name.slice(prefix.length);
  if (name.startsWith(prefix) && known.includes(withoutPrefix)) return withoutPrefix;
  const withPrefix = `${prefix}${name}`;
  if (known.includes(withPrefix)) return withPrefix;
  const near = known.map((one) => ({ one, edits: countEdits(name.toUpperCase(), one) })).toSorted((a, b) => a.edits - b.edits)[0];
  return near !== undefined && near.edits <= mostEdits ? near.one : undefined;
}

/** Levenshtein's distance, one row at a time. */
function countEdits(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > mostEdits) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? Infinity;
}
