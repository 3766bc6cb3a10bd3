import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export interface Log {
  readonly path: string;
  /** Keeps the line in the file, and shows a warning or an error on the screen too. */
  write(line: string): void;
  /** The last lines that were not of the logger: what a crash leaves behind. */
  lastWords(): string;
  close(): Promise<void>;
}

const warning = 40;
const shownPerSecond = 5;
const keptLastWords = 20;

/** A new file for each start; the one before it is kept. */
export function openLog(folder: string, name: string, show: (line: string) => void): Log {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  if (existsSync(path)) renameSync(path, join(folder, `${name}.previous.log`));
  const file = createWriteStream(path, { mode: 0o600 });
  let failure: Error | undefined;
  file.on('error', (error) => {
    failure ??= error;
    if (failure === error) show(`The log ${path} can not be written: ${error.message}`);
  });
  const lastWords: string[] = [];
  let second = 0;
  let shown = 0;

  const showBounded = (line: string) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      shown = 0;
    }
    shown += 1;
    if (shown <= shownPerSecond) show(line);
    else if (shown === shownPerSecond + 1) show(`${name}: more of this in ${path}`);
  };

  return {
    path,
    write(line) {
      if (failure === undefined) file.write(`${line}\n`);
      const entry = parseEntry(line);
      if (entry === undefined) {
        lastWords.push(line);
        if (lastWords.length > keptLastWords) lastWords.shift();
      } else if (entry.level >= warning) showBounded(`${name}: ${entry.text}`);
    },
    lastWords: () => lastWords.join('\n').trim(),
    close: () => new Promise((resolve) => (failure === undefined ? file.end(() => resolve()) : resolve())),
  };
}

function parseEntry(line: string): { level: number; text: string } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof level !== 'number') return undefined;
    const parts = [msg, err?.message].filter((part) => typeof part === 'string');
    return { level, text: [...new Set(parts)].join(': ') };
  } catch {
    return undefined;
  }
}
