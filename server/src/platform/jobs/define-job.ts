import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';

export interface JobDefinition<Data = unknown> {
  readonly name: string;
  /** How often it is tried before it is laid aside with its error. */
  readonly attempts: number;
  /** How long one attempt may take. */
  readonly timeoutSeconds: number;
  /** How many of its kind one process works on at a time. */
  readonly concurrency: number;
  readonly check: (data: unknown) => data is Data;
}

export interface JobDescription<Schema extends TObject> {
  /** `mail.send`: the module, then the verb. */
  readonly name: string;
  readonly data: Schema;
  readonly attempts?: number;
  readonly timeoutSeconds?: number;
  readonly concurrency?: number;
}

const form = /^[a-z]+(\.[a-z_]+)+$/;
const longestName = 50;
const defined = new Map<string, JobDefinition>();

/** Names a kind of work, once, in a module's `jobs.ts`, for those who ask for it and the one who does it. */
export function defineJob<Schema extends TObject>(description: JobDescription<Schema>): JobDefinition<Static<Schema>> {
  const { name, data, attempts = 5, timeoutSeconds = 60, concurrency = 10 } = description;
  if (!form.test(name) || name.length > longestName) throw new Error(`${name} is no name for a job; mail.send is one`);
  if (defined.has(name)) throw new Error(`job ${name} is defined twice`);
  const validator = Compile(data);
  const definition: JobDefinition<Static<Schema>> = {
    name,
    attempts,
    timeoutSeconds,
    concurrency,
    check: (value): value is Static<Schema> => validator.Check(value),
  };
  defined.set(name, definition);
  return definition;
}

/** All that this process has heard of, which is all that it can ask for. */
export function definedJobs(): readonly JobDefinition[] {
  return [...defined.values()];
}
