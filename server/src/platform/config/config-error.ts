/** One thing that is wrong with the environment; `wrong` completes the sentence "<variable> …". */
export interface Mistake {
  readonly variable: string;
  readonly wrong: string;
  readonly example: string;
}

/** Everything that is wrong with the environment, at once, in words for the person who set it. */
export class ConfigError extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(describe(mistakes));
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

function describe(mistakes: readonly Mistake[]): string {
  const heading = mistakes.length === 1 ? 'One setting needs a change' : `${mistakes.length} settings need a change`;
  const entries = mistakes.map(({ variable, wrong, example }) => `  ${variable} ${wrong}.\n    For example: ${example}`);
  return [`${heading} before Akawo can start:`, ...entries, 'Every setting is explained in .env.example.'].join('\n\n');
}
