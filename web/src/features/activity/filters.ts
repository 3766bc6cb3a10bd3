import type { Transaction } from '@akawo/sdk';
import type { Filters } from './transactions.ts';
import { typesInWords } from './words.ts';

const day = /^\d{4}-\d{2}-\d{2}$/;

/** What an address asks for; whatever in it we do not know is as if it were not there. */
export function filtersIn(search: Readonly<Record<string, unknown>>): Filters {
  const { direction, type, from, to, q } = search;
  return {
    direction: direction === 'in' || direction === 'out' ? direction : undefined,
    type: isType(type) ? type : undefined,
    from: isDay(from) ? from : undefined,
    to: isDay(to) ? to : undefined,
    q: typeof q === 'string' && q.trim() !== '' ? q.slice(0, 100) : undefined,
  };
}

export function isNarrowed(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

function isType(value: unknown): value is Transaction['type'] {
  return typeof value === 'string' && Object.hasOwn(typesInWords, value);
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && day.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
}
