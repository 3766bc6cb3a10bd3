export type RefusalReason =
  | 'already_running'
  | 'disk_full'
  | 'unsupported_platform'
  | 'other_major_version'
  | 'not_permitted'
  | 'password_lost'
  | 'would_not_start';

/** Why the embedded PostgreSQL does not start, in one sentence for the person at the terminal, and the way out. */
export class EmbeddedPostgresRefusal extends Error {
  readonly reason: RefusalReason;
  readonly hint: string | undefined;

  constructor(reason: RefusalReason, sentence: string, hint?: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'EmbeddedPostgresRefusal';
    this.reason = reason;
    this.hint = hint;
  }
}

/** `initdb` or `postgres` ended although it should not have; `said` is what it wrote last. */
export class ProgramFailure extends Error {
  readonly logFile: string | undefined;

  constructor(said: string, logFile?: string) {
    super(said.trim());
    this.name = 'ProgramFailure';
    this.logFile = logFile;
  }
}

const diskIsFull = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded|check free disk space|disk is full/i;
const isNotPermitted = /EACCES|EPERM|EROFS|permission denied|read-only file system|operation not permitted/i;

/** Gives what the file system, `initdb` or `postgres` complained about the shape of a refusal; a mistake of ours stays the error it is. */
export function asRefusal(thrown: unknown, folder: string): unknown {
  if (thrown instanceof EmbeddedPostgresRefusal || !(thrown instanceof Error)) return thrown;
  const text = `${'code' in thrown ? String(thrown.code) : ''} ${thrown.message}`;
  if (diskIsFull.test(text)) {
    return new EmbeddedPostgresRefusal(
      'disk_full',
      `There is no disk space left for the database in ${folder}.`,
      'Free some space, or set AKAWO_HOME to a folder on another disk.',
      thrown,
    );
  }
  if (isNotPermitted.test(text)) {
    return new EmbeddedPostgresRefusal(
      'not_permitted',
      `The database in ${folder} can not be used: ${complaint(thrown.message)}.`,
      'Give this user the folder, or set AKAWO_HOME to one it may write to, or DATABASE_URL to another PostgreSQL.',
      thrown,
    );
  }
  if (!(thrown instanceof ProgramFailure)) return thrown;
  const hint = thrown.logFile === undefined ? undefined : `Its log is in ${thrown.logFile}.`;
  return new EmbeddedPostgresRefusal('would_not_start', `PostgreSQL does not start: ${complaint(thrown.message)}.`, hint, thrown);
}

/** The one line that says why, out of all that a program writes when it fails. */
function complaint(said: string): string {
  const line = /(?:FATAL|PANIC|error):\s*(.*)/.exec(said)?.[1] ?? said.split('\n', 1)[0] ?? said;
  return line.replace(/\.$/, '');
}
