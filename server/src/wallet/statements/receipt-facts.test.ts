import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { type TransactionRow } from '../transaction.ts';
import { receiptFacts } from './receipt-facts.ts';

const row: TransactionRow = {
  id: newId(),
  reference: 'AKW-7K3M-9QXT-2VHD-H4PC',
  type: 'transfer',
  status: 'success',
  currency: 'NGN',
  amount: 1_250_050,
  fee: 7_688,
  charges: { fee: 2_500, vat: 188, stamp_duty: 5_000 },
  fee_schedule_id: 1,
  sender_wallet_id: newId(),
  receiver_wallet_id: newId(),
  sender_name: 'Ada Obi',
  receiver_name: 'Ọlá Ṣàṅú',
  sender_balance_after: 77_777_777,
  receiver_balance_after: 88_888_888,
  narration: null,
  provider: null,
  provider_reference: null,
  failure: null,
  metadata: { order: 'secret 42' },
  bulk_id: null,
  parked_at: null,
  created_at: '2026-03-01T12:00:00Z',
  updated_at: '2026-03-01T12:00:00Z',
  completed_at: '2026-03-01T12:00:00Z',
};

const both = [
  ['From', 'Ada Obi'],
  ['To', 'Ọlá Ṣàṅú'],
  ['Date', '1 Mar 2026, 13:00 WAT'],
  ['Reference', 'AKW-7K3M-9QXT-2VHD-H4PC'],
];

test('a receipt tells both who paid whom and when, only the payer what it cost, and nobody what anybody has left', () => {
  assert.deepEqual(receiptFacts(row, 'receiver'), both);
  assert.deepEqual(receiptFacts(row, 'sender'), [
    ...both,
    ['Fee', '₦25.00'],
    ['VAT on the fee', '₦1.88'],
    ['Stamp duty', '₦50.00'],
    ['Paid in all', '₦12,577.38'],
  ]);
});
