import { ConfigError, type Mistake } from './config-error.ts';
import { findMisspelled } from './misspelled.ts';
import { modes, type Group, type Mode, type Setting } from './setting.ts';
import { settings } from './settings.ts';
import { findContradictions } from './contradictions.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value came from. */
export type Origin = 'environment' | '.env' | 'default' | 'unset';

type Settings = typeof settings;
type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The values alone, by group and name. */
export type ConfigValues = {
  readonly [G in keyof Settings]: { readonly [S in keyof Settings[G]['settings']]: ValueOf<Settings[G]['settings'][S]> };
};

/** What the environment said, parsed once and frozen. */
export type Config = ConfigValues & { readonly origins: Readonly<Record<string, Origin>> };

export interface ReadConfigOptions {
  /** What the `.env` file says; the environment wins over it. */
  readonly dotEnv?: Environment;
  /** Relative paths start here. */
  readonly root?: string;
}

/** Throws a `ConfigError` that names every mistake at once. */
export function readConfig(environment: Environment, { dotEnv = {}, root = process.cwd() }: ReadConfigOptions = {}): Config {
  const given = (variable: string) => blankIsAbsent(environment[variable]) ?? blankIsAbsent(dotEnv[variable]);
  const mode = modes.find((word) => word === given('AKAWO_ENV')) ?? 'development';
  const byVariable = new Map(allSettings().map((one) => [one.variable, one]));
  const textOf = (variable: string): string | undefined =>
    given(variable) ?? byVariable.get(variable)?.fallback?.from(mode, textOf);

  const mistakes: Mistake[] = [];
  const origins: Record<string, Origin> = {};
  const values: Record<string, Record<string, unknown>> = {};
  for (const [groupName, group] of Object.entries<Group>(settings)) {
    const members: Record<string, unknown> = (values[groupName] = {});
    for (const [name, one] of Object.entries(group.settings)) {
      const read = readOne(one, { given: given(one.variable), text: textOf(one.variable), mode, root });
      if ('wrong' in read)
        mistakes.push({ variable: one.variable, wrong: read.wrong, example: `${one.variable}=${one.example}` });
      else members[name] = read.value;
      origins[one.variable] = originOf(one, environment, dotEnv);
    }
  }
  mistakes.push(...findMisspelled(environment, dotEnv, byVariable));
  // The loops above went through the very declarations that the type is derived from; the compiler cannot follow them.
  const config = { ...values, origins } as unknown as Config;
  if (mistakes.length === 0) mistakes.push(...findContradictions(config));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return freezeDeeply(config);
}

export function allSettings(): readonly Setting<unknown>[] {
  return Object.values<Group>(settings).flatMap((group) => Object.values(group.settings));
}

interface Reading {
  readonly given: string | undefined;
  readonly text: string | undefined;
  readonly mode: Mode;
  readonly root: string;
}

function readOne(one: Setting<unknown>, { given, text, mode, root }: Reading): { value: unknown } | { wrong: string } {
  const production = mode === 'production';
  if (production && one.requiredInProduction && given === undefined) return { wrong: 'is required in production' };
  if (text === undefined) return { value: undefined };
  const value = one.kind.parse(text, root);
  // A default that follows a wrong value (PUBLIC_URL follows PORT) is not a second mistake.
  if (value === undefined) return given === undefined ? { value } : { wrong: `should be ${one.kind.expected}` };
  const refused = production ? one.refusedInProduction?.(value) : undefined;
  return refused === undefined ? { value } : { wrong: refused };
}

function originOf(one: Setting<unknown>, environment: Environment, dotEnv: Environment): Origin {
  if (blankIsAbsent(environment[one.variable]) !== undefined) return 'environment';
  if (blankIsAbsent(dotEnv[one.variable]) !== undefined) return '.env';
  return one.fallback === undefined ? 'unset' : 'default';
}

/** Compose files and CI pass `NAME=` for a variable that nobody set. */
function blankIsAbsent(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function freezeDeeply<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) freezeDeeply(member);
  return Object.freeze(value);
}
