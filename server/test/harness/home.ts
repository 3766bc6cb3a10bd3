import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made: string | undefined;

/** A folder for what a server of this test file keeps outside its database; gone with the process. */
export function testHome(): string {
  if (made !== undefined) return made;
  const home = mkdtempSync(join(tmpdir(), 'akawo-home-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  made = home;
  return home;
}
