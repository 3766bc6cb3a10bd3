/** Files that outlive the process, each under a name that we made: in a folder, or in a bucket. */
export interface Storage {
  /** Afterwards the whole file is there or nothing of it, whatever happens in between. One of the same name is replaced. */
  put(name: string, bytes: Uint8Array, type: string): Promise<void>;
  /** Nothing, where there is no such file. */
  get(name: string): Promise<Buffer | undefined>;
  /** A file that is not there is removed already. */
  remove(name: string): Promise<void>;
}

/** What is kept here is small: pictures, documents. */
export const mostBytes = 16_777_216;

const form = /^[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+)?$/;
const longestName = 100;

/** One step, in letters that mean the same to every file system and in every address: there is nothing in it to climb or to hide with. */
export function checkName(name: string): void {
  if (name.length > longestName || !form.test(name)) throw new Error('this is not the name of a stored file');
}

export function checkSize(bytes: Uint8Array): void {
  if (bytes.length > mostBytes) throw new Error(`a file of ${bytes.length} bytes is too large to be stored`);
}
