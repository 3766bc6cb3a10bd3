import { type AccountId } from '../account.ts';
import { openDatabase, transfer, writerOn } from './books.ts';

// A process that posts until it is killed, and writes down each order before it hands it in and after it was answered.
const [url = '', from, to] = process.argv.slice(2);
const writer = writerOn(openDatabase(url));

async function pay(): Promise<never> {
  for (;;) {
    const order = transfer(from as AccountId, to as AccountId, 1);
    process.stdout.write(`asked ${order[0].id}\n`);
    const { kind } = await writer.submit(order);
    process.stdout.write(`${kind} ${order[0].id}\n`);
  }
}

await Promise.all(Array.from({ length: 40 }, pay));
