import { type Order } from '../command.ts';
import { openDatabase, writerOn } from './books.ts';

// A process that posts what it is told, everything at once, and says of each order how it ended.
export interface Told {
  readonly url: string;
  readonly orders: readonly Order[];
}

process.once('message', ({ url, orders }: Told) => void work(url, orders));

async function work(url: string, orders: readonly Order[]): Promise<void> {
  const database = openDatabase(url);
  const writer = writerOn(database, { batchOrders: 40 });
  const results = await Promise.allSettled(orders.map((order) => writer.submit(order)));
  const ends = results.map((result) => {
    if (result.status === 'rejected') return `failed: ${String(result.reason)}`;
    if (result.value.kind === 'refused') return result.value.refusal.code;
    return result.value.replayed ? 'replayed' : 'accepted';
  });
  await writer.stop();
  await database.close();
  process.send?.(ends, () => process.disconnect?.());
}
