import { balance, entries } from '../src/ledger/index.ts';
import { quantile } from './loops.ts';
import { anyOf } from './pairs.ts';
import { type World } from './world.ts';

/** How long one question takes, in milliseconds. */
export interface Reading {
  readonly what: string;
  readonly p50: number;
  readonly p99: number;
}

const reads = 2_000;
const warmUpReads = 200;
const lastEntries = 50;

/** Questions about any account, one after the other. */
export async function readAtSize({ database, wallets }: World): Promise<readonly Reading[]> {
  const { db } = database;
  const monthAgo = () => Temporal.Now.instant().subtract({ hours: 30 * 24 });
  return [
    await time('balance now', () => balance(db, anyOf(wallets))),
    await time('balance a month ago', () => balance(db, anyOf(wallets), monthAgo())),
    await time(`last ${lastEntries} entries`, () => entries(db, anyOf(wallets), { limit: lastEntries })),
  ];
}

async function time(what: string, ask: () => Promise<unknown>): Promise<Reading> {
  const waits: number[] = [];
  for (let read = -warmUpReads; read < reads; read += 1) {
    const asked = performance.now();
    await ask();
    if (read >= 0) waits.push(performance.now() - asked);
  }
  return { what, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
}
