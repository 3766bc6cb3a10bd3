import type { Kind } from './kinds.ts';

export const modes = ['development', 'test', 'production'] as const;

/** Development forgives, test is quiet, production refuses what is missing or weak. */
export type Mode = (typeof modes)[number];

/** What the other variables say, as text: given or by default. */
export type TextOf = (variable: string) => string | undefined;

/** A default that depends on the mode or on other variables; `says` is how `.env.example` shows it. */
export interface Fallback {
  readonly says: string;
  readonly from: (mode: Mode, textOf: TextOf) => string;
}

interface Declaration<T> {
  readonly variable: string;
  readonly description: string;
  readonly kind: Kind<T>;
  /** A right value, shown when a wrong one was given. Never one that a production would accept as a secret. */
  readonly example: string;
  readonly requiredInProduction?: boolean;
  /** Completes "SECRET_KEY …" when this very value must not go to production. */
  refusedInProduction?(value: T): string | undefined;
}

/** One environment variable; `T` is what the program reads, `undefined` included when there is no default. */
export interface Setting<T> extends Declaration<Exclude<T, undefined>> {
  readonly fallback?: Fallback;
}

export interface Group {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

export function setting<T>(
  declaration: Declaration<Exclude<T, undefined>> & { readonly fallback: string | Fallback },
): Setting<Exclude<T, undefined>>;
export function setting<T>(declaration: Declaration<Exclude<T, undefined>>): Setting<T | undefined>;
export function setting<T>(
  declaration: Declaration<Exclude<T, undefined>> & { readonly fallback?: string | Fallback },
): Setting<T> {
  const { fallback, ...rest } = declaration;
  if (fallback === undefined) return rest;
  return { ...rest, fallback: typeof fallback === 'string' ? { says: fallback, from: () => fallback } : fallback };
}

export function byMode(texts: Readonly<Record<Mode, string>>): Fallback {
  const others = modes.filter((mode) => texts[mode] !== texts.development).map((mode) => `${texts[mode]} in ${mode}`);
  return { says: `${texts.development} (${others.join(', ')})`, from: (mode) => texts[mode] };
}
