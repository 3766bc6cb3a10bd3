import { dayBefore } from './days.ts';

/** From the beginning of one day to the end of another. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

interface UsualPeriod {
  readonly words: string;
  readonly period: Period;
}

/** What people ask statements for. */
export function usualPeriods(today: string): readonly [UsualPeriod, ...UsualPeriod[]] {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  const lastOfBefore = dayBefore(firstOfMonth);
  return [
    { words: 'This month', period: { from: firstOfMonth, to: today } },
    { words: 'Last month', period: { from: `${lastOfBefore.slice(0, 7)}-01`, to: lastOfBefore } },
    { words: '90 days', period: { from: dayBefore(today, 89), to: today } },
    { words: 'This year', period: { from: `${today.slice(0, 4)}-01-01`, to: today } },
  ];
}
