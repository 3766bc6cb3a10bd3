import fc from 'fast-check';
import { type AccountId, type AccountState } from '../account.ts';
import { type Command, type Leg, type Order, type PostingId } from '../command.ts';
import { idOf, plainAccount } from './samples.ts';

/** Some accounts, and what is asked of them, with the time of each order. */
export interface Story {
  readonly accounts: readonly AccountState[];
  readonly orders: readonly { readonly order: Order; readonly at: Temporal.Instant }[];
}

/** Two minutes before midnight in Lagos. */
const begins = Temporal.Instant.from('2026-11-20T22:58:00Z');
const huge = Number.MAX_SAFE_INTEGER;

const accountId = (n: number): AccountId => idOf(1, n);
const postingId = (n: number): PostingId => idOf(2, n);

const once = (oneIn: number) => fc.integer({ min: 1, max: oneIn }).map((n) => n === 1);
const sometimes = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number) =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const account = fc.record({
  currency: once(14).map((is) => (is ? 'GHS' : 'NGN') as AccountState['currency']),
  floor: fc.constantFrom(0, 0, 0, null, null, -30, 10),
  ceiling: fc.constantFrom(null, null, 100, 150),
  daily_debit_cap: fc.constantFrom(null, 60, 90),
  zone: fc.constantFrom('Africa/Lagos', 'Africa/Lagos', 'Africa/Nairobi', 'America/New_York'),
  frozen_debits: once(16),
  frozen_credits: once(16),
  posted: fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: 20, max: 120 }) },
    { weight: 1, arbitrary: fc.constantFrom(huge, huge - 20, -huge) },
  ),
});

const amount = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, 1.5, huge, huge + 1, Number.NaN) },
);

/** Numbers that the teller below turns into a command that mostly makes sense where the story stands; `odd` says what is wrong with it. */
interface Wish {
  readonly kind: Command['kind'];
  readonly from: number;
  readonly to: number;
  readonly also: number | undefined;
  readonly amount: number;
  readonly share: number;
  readonly target: number;
  readonly flag: boolean;
  readonly odd: number;
  readonly lasts: number | undefined;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom('post', 'post', 'post', 'hold', 'hold', 'capture', 'capture', 'capture', 'release', 'reverse', 'reverse'),
  from: fc.nat(11),
  to: fc.nat(11),
  also: sometimes(fc.nat(11), 6),
  amount,
  share: amount,
  target: fc.nat(99),
  flag: fc.boolean(),
  odd: fc.nat(60),
  lasts: sometimes(fc.constantFrom(0, 90, 2_000), 2),
});

interface Step {
  readonly minutes: number;
  readonly wishes: readonly Wish[];
  /** Instead of the wishes an earlier order again: whole, its first command alone, or with the wishes behind it. */
  readonly again: { readonly order: number; readonly how: 'whole' | 'first' | 'more' } | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  minutes: fc.constantFrom(0, 0, 0, 1, 5, 70, 700, 1_900),
  wishes: fc.oneof({ weight: 6, arbitrary: fc.tuple(wish) }, { weight: 2, arbitrary: fc.array(wish, { maxLength: 4 }) }),
  again: sometimes(fc.record({ order: fc.nat(30), how: fc.constantFrom('whole', 'whole', 'first', 'more') }), 9),
});

const accounts = fc.array(account, { minLength: 2, maxLength: 5, size: 'max' });
const steps = fc.array(step, { minLength: 12, maxLength: 24, size: 'max' });

/** Without the bias towards small numbers, which would make most stories alike. */
export const story: fc.Arbitrary<Story> = fc.noBias(fc.tuple(accounts, steps)).map(([chosen, asked]) => ({
  accounts: chosen.map((one, n) => ({ ...plainAccount, ...one, id: accountId(n) })),
  orders: tell(asked, chosen.length),
}));

function tell(asked: readonly Step[], accountCount: number): { order: Order; at: Temporal.Instant }[] {
  const told: Command[] = [];
  const orders: { order: Order; at: Temporal.Instant }[] = [];
  let at = begins;
  for (const { minutes, wishes, again } of asked) {
    at = at.add({ minutes });
    const fresh: Command[] = [];
    for (const wanted of wishes) fresh.push(commandOf(wanted, [...told, ...fresh], accountCount, at));
    const earlier = again === undefined ? undefined : orders[again.order % Math.max(1, orders.length)]?.order;
    if (earlier !== undefined && again?.how === 'whole') orders.push({ order: earlier, at });
    else if (earlier !== undefined && again?.how === 'first') orders.push({ order: earlier.slice(0, 1), at });
    else orders.push({ order: [...(earlier ?? []), ...fresh], at });
    told.push(...fresh);
  }
  return orders;
}

function commandOf(wanted: Wish, told: readonly Command[], accountCount: number, at: Temporal.Instant): Command {
  const { kind, target, amount: size, flag, odd, lasts } = wanted;
  const any = told[target % Math.max(1, told.length)];
  const identity = {
    id: odd === 1 && any !== undefined ? any.id : postingId(told.length),
    reference: odd === 2 && any !== undefined ? any.reference : `r${String(told.length)}`,
  };
  const freezable = odd % 5 === 0 ? { ...identity, despite_freeze: true } : identity;
  const latest = (...kinds: Command['kind'][]) => {
    const choice = told.filter((command) => kinds.includes(command.kind)).slice(-3);
    return choice[target % Math.max(1, choice.length)];
  };
  const from = odd === 6 ? accountId(99) : accountId(wanted.from % accountCount);

  if (kind === 'post') return { kind, ...freezable, legs: legsOf(from, wanted, accountCount) };
  if (kind === 'hold') {
    const expiry = lasts === undefined ? {} : { expires_at: at.add({ minutes: lasts }) };
    return { kind, ...freezable, account: from, amount: size, ...expiry };
  }
  if (kind === 'reverse') {
    const of = odd % 20 === 3 ? any : latest('post', 'capture');
    const legs = flag || of === undefined || !('legs' in of) ? {} : { legs: against(of.legs ?? [], wanted) };
    return { kind, ...freezable, of: of?.id ?? postingId(target), ...legs };
  }
  const hold = odd % 20 === 3 ? any : latest('hold');
  const id = hold?.id ?? postingId(target);
  if (kind === 'release') {
    return { kind, ...identity, hold: id, because: odd % 4 === 0 ? 'expired' : 'released', ...(flag ? {} : { amount: size }) };
  }
  const holder = hold !== undefined && 'account' in hold && odd % 20 !== 4 ? hold.account : from;
  return { kind, ...freezable, hold: id, final: flag, legs: legsOf(holder, wanted, accountCount) };
}

function legsOf(from: AccountId, { to, also, amount: size, share, odd }: Wish, accountCount: number): Leg[] {
  const next = (n: number) => accountId((Number(from.slice(-12)) + n) % accountCount);
  const receiver = odd === 7 ? from : next(1 + (to % (accountCount - 1)));
  const received = also === undefined ? size : size - share;
  const legs = [
    { account: from, amount: -size },
    { account: receiver, amount: odd === 8 ? received + 1 : received },
  ];
  return also === undefined ? legs : [...legs, { account: next(also), amount: share }];
}

/** A reversal of a part, now and then in the wrong direction. */
function against(legs: readonly Leg[], { amount: size, odd }: Wish): Leg[] {
  const debit = legs.find((leg) => leg.amount < 0);
  const credit = legs.findLast((leg) => leg.amount > 0);
  if (debit === undefined || credit === undefined) return [];
  const back = odd === 9 ? -size : size;
  return [
    { account: debit.account, amount: back },
    { account: credit.account, amount: -back },
  ];
}
