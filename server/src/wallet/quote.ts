import { money, percentage } from '@akawo/money';
import { type FeeSchedule } from './tariff.ts';

/** What the payer pays beside the amount. */
export interface Charges {
  readonly fee: number;
  readonly vat: number;
  readonly stamp_duty: number;
}

export interface Quote extends Charges {
  /** All charges together. */
  readonly total: number;
  readonly schedule_id: number;
}

/** Value added tax is due on the fee and rounded up to the kobo: the tax office is never short of one. */
export function quote(
  { id, currency, bands, vat_basis_points, stamp_duty, stamp_duty_from }: FeeSchedule,
  amount: number,
): Quote {
  const band = bands.find(({ up_to }) => up_to === null || amount <= up_to);
  if (band === undefined) throw new Error(`schedule ${id} has no band for ${amount}`);
  const { fee } = band;
  const vat = percentage(money(fee, currency), vat_basis_points, 'up').amount;
  const duty = stamp_duty > 0 && amount >= stamp_duty_from ? stamp_duty : 0;
  return { fee, vat, stamp_duty: duty, total: fee + vat + duty, schedule_id: id };
}
