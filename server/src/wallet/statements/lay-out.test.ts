import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heightOf, layOut } from './lay-out.ts';
import { type StatementLine } from './read-statement.ts';

const someLines = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 900 }), isIn: fc.boolean(), hasNarration: fc.boolean() }),
  {
    maxLength: 120,
  },
);

function linesOf(drawn: readonly { amount: number; isIn: boolean; hasNarration: boolean }[], opening: number): StatementLine[] {
  let balance = opening;
  return drawn.map(({ amount, isIn, hasNarration }, index) => {
    const fee = isIn ? 0 : 7;
    balance += isIn ? amount : -amount - fee;
    return {
      at: '2026-03-01T00:00:00Z',
      reference: `REF-${index}`,
      type: 'transfer',
      counterparty: 'Ada',
      narration: hasNarration ? 'rent' : null,
      money_in: isIn ? amount : 0,
      money_out: isIn ? 0 : amount,
      fee,
      balance,
    };
  });
}

test('every line is on a page once and in its order, no page is overfull, and each begins with what the one before it ended at', () => {
  const room = { first: 250, other: 400 };
  fc.assert(
    fc.property(someLines, fc.integer({ min: 0, max: 1_000_000 }), (drawn, opening) => {
      const lines = linesOf(drawn, opening);
      const closing = lines.at(-1)?.balance ?? opening;
      const pages = layOut({ opening, closing, lines }, room);
      assert.deepEqual(
        pages.flat().flatMap((row) => (row.kind === 'line' ? [row.line] : [])),
        lines,
      );
      let balance = opening;
      for (const [index, page] of pages.entries()) {
        const height = page.reduce((total, row) => total + heightOf(row), 0);
        assert.ok(height <= (index === 0 ? room.first : room.other));
        assert.ok(page.length >= 2, 'a page says more than what was brought forward');
        const [begin] = page;
        assert.deepEqual(begin, { kind: index === 0 ? 'opening' : 'brought_forward', balance });
        for (const row of page) if (row.kind === 'line') balance = row.line.balance;
      }
      const last = pages.at(-1)?.at(-1);
      assert.ok(last?.kind === 'closing' && last.balance === closing);
      const { money_in, money_out, fee } = last.totals;
      assert.equal(opening + money_in - money_out - fee, closing);
    }),
    { numRuns: 200 },
  );
});
