import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { idAfter, pageOf, pageSortedBy } from './page.ts';
import { invalidCursor } from './problems.ts';

test('page by page a list is read whole, in order, each entry once, and the last page says that it is the last', () => {
  const list = fc.uniqueArray(fc.uuid(), { maxLength: 30 }).map((ids) => ids.toSorted().map((id) => ({ id })));
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 10 }), (rows, limit) => {
      const read: { id: string }[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const after = idAfter(cursor);
        const page = pageOf(rows.filter(({ id }) => after === null || id > after).slice(0, limit + 1), limit);
        assert.ok(page.data.length <= limit);
        read.push(...page.data);
        cursor = page.next_cursor ?? undefined;
        pages += 1;
      } while (cursor !== undefined);
      assert.deepEqual(read, rows);
      assert.equal(pages, Math.max(1, Math.ceil(rows.length / limit)));
    }),
  );
});

test('a list that is sorted by something else goes on from that', () => {
  const rows = [{ line: 1 }, { line: 2 }, { line: 3 }];
  const { data, next_cursor } = pageSortedBy(rows, 2, ({ line }) => [line]);
  assert.deepEqual(data, rows.slice(0, 2));
  assert.deepEqual(decodeCursor(Type.Tuple([Type.Integer()]), next_cursor ?? ''), [2]);
  assert.equal(pageSortedBy(rows, 3, ({ line }) => [line]).next_cursor, null);
});

test('what is no cursor of a list by id is refused', () => {
  for (const cursor of ['', 'x', encodeCursor([7]), encodeCursor(['not an id'])])
    assert.throws(
      () => idAfter(cursor),
      (thrown) => invalidCursor.is(thrown),
    );
});
