import type { Transaction } from '@akawo/sdk';

export interface Day {
  /** 2026-01-31 */
  readonly date: string;
  readonly transactions: readonly Transaction[];
}

/** People's days begin and end at midnight in Lagos, wherever their phone is. */
const zone = 'Africa/Lagos';
const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
const clock = new Intl.DateTimeFormat('en-NG', { timeZone: zone, hour: 'numeric', minute: '2-digit', hour12: true });
const exactClock = new Intl.DateTimeFormat('en-NG', {
  timeZone: zone,
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  hour12: true,
});
const thisYear = new Intl.DateTimeFormat('en-NG', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat('en-NG', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat('en-NG', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const dayMs = 86_400_000;

/** Keeps the order in which they come. */
export function groupByDay(transactions: readonly Transaction[]): readonly Day[] {
  const days = Map.groupBy(transactions, ({ created_at }) => dayOf(new Date(created_at)));
  return [...days].map(([date, ofDay]) => ({ date, transactions: ofDay }));
}

export function dayOf(moment: Date): string {
  return isoDay.format(moment);
}

export function dayInWords(date: string, now = new Date()): string {
  const today = dayOf(now);
  if (date === today) return 'Today';
  if (date === dayBefore(today)) return 'Yesterday';
  return (date.slice(0, 4) === today.slice(0, 4) ? thisYear : otherYear).format(new Date(`${date}T00:00:00Z`));
}

export function timeInWords(moment: string): string {
  return clock.format(new Date(moment));
}

/** Short enough to stand beside its name on a phone. */
export function momentInWords(moment: string): string {
  const at = new Date(moment);
  return `${shortDay.format(new Date(`${dayOf(at)}T00:00:00Z`))}, ${exactClock.format(at)}`;
}

export function dayBefore(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}
