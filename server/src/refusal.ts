import { ConfigError } from '#platform/config';
import { databaseUnavailable, isAway, RoleRefused, SchemaMismatch } from '#platform/db';
import { EmbeddedPostgresRefusal } from '#platform/embedded';

/** Why the program does not start, for the person at the terminal: one sentence, and the way out where we know one. */
export interface Refusal {
  readonly sentence: string;
  readonly hint?: string;
}

/** A reason of ours to refuse, found while starting. */
export class StartRefused extends Error {
  readonly hint: string | undefined;

  constructor(sentence: string, hint?: string) {
    super(sentence);
    this.name = 'StartRefused';
    this.hint = hint;
  }
}

/** Undefined for a bug, which deserves its stack instead of a sentence. */
export function asRefusal(thrown: unknown): Refusal | undefined {
  if (thrown instanceof ConfigError || thrown instanceof RoleRefused) return { sentence: thrown.message };
  if (thrown instanceof SchemaMismatch) return { sentence: `${capitalised(thrown.message)}.` };
  if (thrown instanceof EmbeddedPostgresRefusal || thrown instanceof StartRefused) {
    return { sentence: thrown.message, ...(thrown.hint !== undefined && { hint: thrown.hint }) };
  }
  if (databaseUnavailable.is(thrown) || isAway(thrown)) {
    const cause = databaseUnavailable.is(thrown) ? thrown.cause : thrown;
    return {
      sentence: `PostgreSQL does not answer (${cause instanceof Error ? cause.message || cause.name : 'no reason given'}).`,
      hint: 'Check DATABASE_URL and that the server runs; without DATABASE_URL the embedded PostgreSQL is used.',
    };
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') {
    return {
      sentence: `${addressOf(thrown)} is in use by another program.`,
      hint: 'Stop that program, or choose another port with PORT.',
    };
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EACCES' && 'port' in thrown) {
    return { sentence: `This user may not listen on ${addressOf(thrown)}.`, hint: 'Choose a port above 1023 with PORT.' };
  }
  return undefined;
}

function addressOf(error: Error): string {
  return 'port' in error ? `Port ${String(error.port)}` : 'The port';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
