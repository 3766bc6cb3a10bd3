import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** As the sender named the letter, so that one that came twice can be told from two. */
  readonly message_id?: string;
}

export interface Message extends Mail {
  readonly id: string;
  readonly received_at: string;
}

export interface Book {
  add(mail: Mail): Promise<Message>;
  /** The newest first; only those to that address, when one is given. */
  list(to?: string): readonly Message[];
  find(id: string): Message | undefined;
  clear(): Promise<void>;
}

const kept = 500;

/** One line per message, so that keeping one is an append; the file is written anew when half of it is old. Read once, at the start. */
export function openBook(file: string): Book {
  mkdirSync(dirname(file), { recursive: true });
  let messages = readMessages(file);
  // Until the file has been written anew once, or after an append that failed, its end may be half a line.
  let lines = Number.POSITIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  const save = (write: () => Promise<void>): Promise<void> => {
    const turn = writing.then(write);
    writing = turn.catch(() => {});
    return turn;
  };
  const writeAnew = async () => {
    await writeFile(`${file}.new`, messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    await rename(`${file}.new`, file);
    lines = messages.length;
  };

  return {
    async add(mail) {
      const message = { id: randomUUIDv7(), received_at: new Date().toISOString(), ...mail };
      messages = [...messages, message].slice(-kept);
      await save(async () => {
        if (lines >= 2 * kept) return writeAnew();
        const before = lines;
        lines = Number.POSITIVE_INFINITY;
        await appendFile(file, `${JSON.stringify(message)}\n`);
        lines = before + 1;
      });
      return message;
    },
    list(to) {
      const wanted = to?.toLowerCase();
      const found =
        wanted === undefined ? messages : messages.filter((message) => message.to.some((one) => one.toLowerCase() === wanted));
      return found.toReversed();
    },
    find: (id) => messages.find((message) => message.id === id),
    async clear() {
      messages = [];
      await save(writeAnew);
    },
  };
}

function readMessages(file: string): readonly Message[] {
  // What follows the last line break was being written when the program was killed.
  const lines = textOf(file).split('\n').slice(0, -1).slice(-kept);
  return lines.map((line) => JSON.parse(line) as Message);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
