import { createDiskStorage } from '../disk-storage.ts';

/** Writes one name over and over, each time filled with another letter, until somebody kills it. */
const [folder = '', name = '', size = ''] = process.argv.slice(2);
const storage = createDiskStorage({ folder });
for (let round = 0; ; round += 1) {
  await storage.put(name, Buffer.alloc(Number(size), 97 + (round % 26)), 'text/plain');
  if (round === 0) process.send?.('writing');
}
