import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { type StatementLine } from './read-statement.ts';
import { writeCsv } from './write-csv.ts';

const line: StatementLine = {
  at: '2026-03-01T00:00:00Z',
  reference: 'AKW-2222-2222-2222-2222',
  type: 'transfer',
  counterparty: 'Ada Obi',
  narration: null,
  money_in: 100,
  money_out: 0,
  fee: 0,
  balance: 100,
};
const day = { from: Temporal.Instant.from('2026-03-01T00:00:00Z'), to: Temporal.Instant.from('2026-03-02T00:00:00Z') };

test('however long a statement is, no more of it is read than a few batches ahead of who reads it', async () => {
  let batches = 0;
  async function* endless(): AsyncGenerator<readonly StatementLine[]> {
    for (;;) {
      batches += 1;
      yield [line];
    }
  }
  const statement = { opening: 0, closing: 0, batches: endless() };
  const rows = Readable.from(writeCsv({ currency: 'NGN', ...day }, statement));
  let read = 0;
  for await (const _ of rows) {
    read += 1;
    assert.ok(batches - read < 20, `${batches} batches for ${read} that were read`);
    if (read === 500) break;
  }
  assert.ok(rows.destroyed, 'and nothing more is read when he leaves');
});
