import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type WalletCurrency } from './wallet.ts';

export interface Band {
  readonly up_to: number | null;
  readonly fee: number;
}

/** A row of `wallet.fee_schedules`. */
export interface FeeSchedule {
  readonly id: number;
  readonly operation: 'transfer' | 'withdrawal';
  readonly currency: WalletCurrency;
  readonly effective_from: string;
  readonly bands: readonly Band[];
  readonly vat_basis_points: number;
  readonly stamp_duty: number;
  readonly stamp_duty_from: number;
}

/** A row of `wallet.tier_limits`; nothing where there is no limit. */
export interface TierLimits {
  readonly currency: WalletCurrency;
  readonly tier: number;
  readonly effective_from: string;
  readonly per_transaction: number | null;
  readonly per_day: number | null;
  readonly balance: number | null;
}

/** What things cost and what tiers may do at a moment. */
export interface Tariff {
  feesFor(operation: FeeSchedule['operation'], currency: WalletCurrency, at: Temporal.Instant): FeeSchedule;
  limitsOf(tier: number, currency: WalletCurrency, at: Temporal.Instant): TierLimits;
}

/** The prices of that id, whether they are in force or long replaced: a transaction keeps the id of those it was charged by. */
export async function findSchedule(db: Db, id: number): Promise<FeeSchedule | undefined> {
  const { rows } = await sql<FeeSchedule>`
    select id, operation, currency, effective_from, bands, vat_basis_points, stamp_duty, stamp_duty_from
    from wallet.fee_schedules
    where id = ${id}
  `.execute(db);
  return rows[0];
}

export async function readTariff(db: Db): Promise<Tariff> {
  const { rows: schedules } = await sql<FeeSchedule>`
    select id, operation, currency, effective_from, bands, vat_basis_points, stamp_duty, stamp_duty_from
    from wallet.fee_schedules
    order by effective_from desc
  `.execute(db);
  const { rows: limits } = await sql<TierLimits>`
    select currency, tier, effective_from, per_transaction, per_day, balance from wallet.tier_limits order by effective_from desc
  `.execute(db);
  const fees = Map.groupBy(schedules.map(withStart), ({ row }) => `${row.operation} ${row.currency}`);
  const tiers = Map.groupBy(limits.map(withStart), ({ row }) => `${row.tier} ${row.currency}`);
  return {
    feesFor: (operation, currency, at) =>
      inForce(fees.get(`${operation} ${currency}`), at, `the fees of a ${operation} in ${currency}`),
    limitsOf: (tier, currency, at) => inForce(tiers.get(`${tier} ${currency}`), at, `the limits of tier ${tier} in ${currency}`),
  };
}

interface Dated<Row> {
  readonly row: Row;
  readonly from: number;
}

function withStart<Row extends { readonly effective_from: string }>(row: Row): Dated<Row> {
  return { row, from: Temporal.Instant.from(row.effective_from).epochMilliseconds };
}

/** Without a price or a limit nothing is done: a missing row must not make anything free or boundless. */
function inForce<Row>(latestFirst: readonly Dated<Row>[] = [], { epochMilliseconds }: Temporal.Instant, what: string): Row {
  const found = latestFirst.find(({ from }) => from <= epochMilliseconds);
  if (found === undefined) throw new Error(`nobody has said what ${what} are`);
  return found.row;
}

const keptMs = 5_000;

/** Whoever is inside a transaction reads through it: he would hold one connection while he waits for another, and so might everybody. */
export type TariffReader = (through?: Db) => Promise<Tariff>;

/** The tariff as it is in the database, at most five seconds old: whoever enters a change lets it begin later than that. */
export function createTariffReader(db: Db): TariffReader {
  let known: { readonly tariff: Tariff; readonly readAt: number } | undefined;
  let reading: Promise<Tariff> | undefined;

  async function read(through: Db): Promise<Tariff> {
    const readAt = performance.now();
    const tariff = await readTariff(through);
    known = { tariff, readAt };
    return tariff;
  }

  return async (through) => {
    if (known !== undefined && performance.now() - known.readAt < keptMs) return known.tariff;
    if (through !== undefined) return read(through);
    reading ??= read(db).finally(() => (reading = undefined));
    return reading;
  };
}
