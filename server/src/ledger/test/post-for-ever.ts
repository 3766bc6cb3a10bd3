import { writeSync } from 'node:fs';
import { type AccountId } from '../account.ts';
import { openDatabase, transfer, writerOn } from './books.ts';

// A process that posts until it is killed, and writes down each order before it hands it in and after it was answered.
const [url = '', from, to] = process.argv.slice(2);
const writer = writerOn(openDatabase(url));

/** Before anything else happens: what a stream keeps for later would die with us. */
function writeDown(line: string): void {
  writeSync(1, line);
}

async function pay(): Promise<never> {
  for (;;) {
    const order = transfer(from as AccountId, to as AccountId, 1);
    writeDown(`asked ${order[0].id}\n`);
    const { kind } = await writer.submit(order);
    writeDown(`${kind} ${order[0].id}\n`);
  }
}

await Promise.all(Array.from({ length: 40 }, pay));
