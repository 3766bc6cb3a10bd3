import type { Transaction } from '@akawo/sdk';
import type { Tone } from '../../design/index.ts';

export const typesInWords: Record<Transaction['type'], string> = {
  transfer: 'Transfer',
  deposit: 'Money in',
  withdrawal: 'To a bank',
  airtime: 'Airtime',
  data: 'Data',
  contribution: 'Saving',
  payout: 'Payout',
  refund: 'Refund',
  reversal: 'Reversal',
  adjustment: 'Adjustment',
};

const statuses: Record<Transaction['status'], { readonly tone: Tone; readonly words: string }> = {
  success: { tone: 'good', words: 'Done' },
  pending: { tone: 'busy', words: 'Waiting' },
  processing: { tone: 'busy', words: 'Under way' },
  failed: { tone: 'bad', words: 'Did not go through' },
  reversed: { tone: 'warn', words: 'Was reversed' },
};

export function statusInWords({ status }: Pick<Transaction, 'status'>) {
  return statuses[status];
}

/** Who is on the other side; for what has no other side, what it was. */
export function otherSide({ counterparty, type }: Pick<Transaction, 'counterparty' | 'type'>): string {
  return counterparty?.name ?? typesInWords[type];
}

const steps: Record<string, string> = {
  created: 'Begun',
  parked: 'Waits, because the wallet is full',
  released: 'Let into the wallet',
  completed: 'Done',
  failed: 'Did not go through',
  reversed: 'Reversed',
};

/** A step that is new to the app is told in the server's own word. */
export function stepInWords(step: string): string {
  return steps[step] ?? step.replaceAll('_', ' ');
}
