import { akawo } from '../../api.ts';
import type { Period } from './periods.ts';

/** On one page, for sharing. */
export async function fetchReceipt(id: string, reference: string): Promise<File> {
  const paper = await akawo.getReceipt({ path: { id }, parseAs: 'blob' });
  return new File([paper], `akawo-receipt-${reference}.pdf`, { type: 'application/pdf' });
}

const types = { pdf: 'application/pdf', csv: 'text/csv' } as const;
export type StatementFormat = keyof typeof types;

export async function fetchStatement(format: StatementFormat, { from, to }: Period): Promise<File> {
  const content = await akawo.exportStatement({ query: { format, from, to }, parseAs: 'blob' });
  return new File([content], `akawo-statement-${from}-to-${to}.${format}`, { type: types[format] });
}

const longestRead = 60_000;

/** As if a link to it had been pressed. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser reads it after the press; how long that takes it does not say.
  setTimeout(() => URL.revokeObjectURL(url), longestRead);
}
