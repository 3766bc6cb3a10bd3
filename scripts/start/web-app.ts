import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Refused } from './messages.ts';

const builder = join(import.meta.dirname, '../../web/build.ts');

/** Builds the web app when anything it is made of has changed. In a process of its own, whose half a gigabyte goes when it is done. */
export async function buildWebApp(): Promise<{ readonly built: boolean }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [builder]);
    return JSON.parse(stdout) as { built: boolean };
  } catch (error) {
    throw new Refused({
      sentence: 'The web app can not be built.',
      hint: error instanceof Error ? error.message : String(error),
    });
  }
}
