import { useState } from 'react';

const zone = 'Africa/Lagos';
const clock = new Intl.DateTimeFormat('en-NG', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat('en-NG', { timeZone: zone, day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat('en-NG', { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' });
const oneDay = 86_400_000;

/** A moment as people in Lagos say it: today, yesterday, or the date, and the time. */
export function Moment({ at }: { at: string }) {
  const [now] = useState(() => new Date());
  return <time dateTime={at}>{inWords(new Date(at), now)}</time>;
}

function inWords(moment: Date, now: Date): string {
  return `${dayInWords(moment, now)}, ${clock.format(moment)}`;
}

function dayInWords(moment: Date, now: Date): string {
  const date = dayOfYear.format(moment);
  if (date === dayOfYear.format(now)) return 'Today';
  if (date === dayOfYear.format(new Date(now.getTime() - oneDay))) return 'Yesterday';
  return moment.getFullYear() === now.getFullYear() ? day.format(moment) : date;
}
