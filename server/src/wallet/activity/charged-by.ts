import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { Nullable, Timestamp } from '#platform/http';
import { findSchedule } from '../tariff.ts';
import { type SidedTransaction } from './own-side.ts';

/** The prices that were in force when a transaction was made. */
export const ChargedBy = Type.Object(
  {
    id: Type.Integer(),
    effective_from: Timestamp,
    bands: Type.Array(
      Type.Object({
        up_to: Nullable(Type.Integer({ description: 'The largest amount of this band; null for whatever is more.' })),
        fee: Type.Integer(),
      }),
    ),
    vat_basis_points: Type.Integer({ description: 'Of the fee, in hundredths of a per cent.' }),
    stamp_duty: Type.Integer(),
    stamp_duty_from: Type.Integer({ description: 'The smallest amount on which stamp duty is due.' }),
  },
  { $id: 'FeeSchedule' },
);
export type ChargedBy = Static<typeof ChargedBy>;

/** For who paid them; what somebody else was charged by is not told. */
export async function readChargedBy(db: Db, { side, fee_schedule_id }: SidedTransaction): Promise<ChargedBy | null> {
  if (side === 'receiver' || fee_schedule_id === null) return null;
  const schedule = await findSchedule(db, fee_schedule_id);
  if (schedule === undefined) throw new Error(`there is no fee schedule ${fee_schedule_id}`);
  const { id, effective_from, bands, vat_basis_points, stamp_duty, stamp_duty_from } = schedule;
  return { id, effective_from, bands: [...bands], vat_basis_points, stamp_duty, stamp_duty_from };
}
