import { relative } from 'node:path';
import type { Ready } from './messages.ts';
import type { Steps } from './steps.ts';

/** Everything a person wants to know once it runs, in one block. */
export function printRunning(steps: Steps, said: readonly Ready[], logs: readonly string[]): void {
  const line = (name: string, text: string) => steps.say(`  ${name.padEnd(12)}${text}`);
  steps.say('\nAkawo is running.\n');
  // Who starts later stands in front: in development the web app takes the place of the server's own address.
  const urls = new Map(said.flatMap((ready) => Object.entries(ready.urls)));
  for (const [name, url] of urls) line(name, url);
  const logins = said.flatMap((ready) => ready.logins ?? []);
  if (logins.length > 0) {
    const width = Math.max(...logins.map(({ email }) => email.length));
    steps.say('');
    for (const { who, email, password } of logins) line(who, `${email.padEnd(width)}   ${password}`);
  }
  steps.say('');
  line('Logs', logs.map(shortest).join('  '));
  line('Stop', 'Ctrl-C');
  steps.say('');
}

function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** A refusal is for a person, so it is a sentence and a way out; a mistake of ours keeps its stack. */
export function printRefusal(steps: Steps, thrown: unknown): void {
  const hint = thrown instanceof Error && 'hint' in thrown && typeof thrown.hint === 'string' ? `\n${thrown.hint}` : '';
  const sentence = thrown instanceof Error ? thrown.message : String(thrown);
  steps.say(`\n${sentence}${hint}`);
}
