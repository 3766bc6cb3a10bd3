import { type AccountId } from '../src/ledger/index.ts';
import { type BareInserts } from './bare-inserts.ts';
import { type Baseline } from './baseline.ts';
import { type Loop } from './loops.ts';
import { amountUpTo, anyOf, hotPair, uniformPair } from './pairs.ts';
import { capture, hold, post, type World } from './world.ts';

export interface ContestantsOptions {
  readonly busy: World;
  readonly empty: World;
  readonly full: World;
  readonly baseline: Baseline;
  readonly bare: BareInserts;
  readonly hot: AccountId;
  /** How many connections the baseline likes best. */
  readonly width: number;
  readonly hotWidth: number;
}

export type Contestant =
  | 'baseline'
  | 'writer'
  | 'hotBaseline'
  | 'hotWriter'
  | 'loneBaseline'
  | 'loneWriter'
  | 'holds'
  | 'bulk'
  | 'empty'
  | 'full'
  | 'bare';

const waiting = 256;
const bulkLines = 1_000;
const bulksWaiting = 4;

/** Who runs, in this order: what is compared stands side by side. */
export function createContestants(options: ContestantsOptions): Readonly<Record<Contestant, Loop>> {
  const { busy, empty, full, baseline, bare, hot, width, hotWidth } = options;
  const anyPair = () => uniformPair(busy.wallets);
  const anyHotPair = () => hotPair(hot, busy.wallets);
  const transferIn = (world: World) => () => transfer(world, uniformPair(world.wallets));
  return {
    baseline: { width, turn: (caller) => baseline.transfer(caller, anyPair()) },
    writer: { width: waiting, turn: transferIn(busy) },
    hotBaseline: { width: hotWidth, turn: (caller) => baseline.transfer(caller, anyHotPair()) },
    hotWriter: { width: waiting, turn: () => transfer(busy, anyHotPair()) },
    loneBaseline: { width: 1, turn: (caller) => baseline.transfer(caller, anyPair()) },
    loneWriter: { width: 1, turn: transferIn(busy) },
    holds: { width: waiting, turn: () => holdAndCapture(busy) },
    bulk: { width: bulksWaiting, turn: (caller) => payMany(busy, caller) },
    empty: { width: waiting, turn: transferIn(empty) },
    full: { width: waiting, turn: transferIn(full) },
    bare,
  };
}

async function transfer({ submit }: World, pair: { readonly from: AccountId; readonly to: AccountId }): Promise<number> {
  await submit([post(pair)]);
  return 1;
}

async function holdAndCapture({ wallets, submit }: World): Promise<number> {
  const pair = uniformPair(wallets);
  const amount = amountUpTo(1_000);
  const first = hold(pair.from, amount);
  await submit([first]);
  await submit([capture(first.id, pair, amount)]);
  return 1;
}

/** Each caller is a business with people of its own: no two of them have to wait for each other's accounts. */
async function payMany({ wallets, submit }: World, caller: number): Promise<number> {
  const share = Math.floor(wallets.length / bulksWaiting);
  const own = wallets.slice(caller * share, (caller + 1) * share);
  const from = anyOf(own);
  const payees = new Set<AccountId>();
  while (payees.size < bulkLines) {
    const to = anyOf(own);
    if (to !== from) payees.add(to);
  }
  await submit(Array.from(payees, (to) => post({ from, to })));
  return bulkLines;
}
