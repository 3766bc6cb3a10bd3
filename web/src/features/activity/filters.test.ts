import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtersIn, isNarrowed } from './filters.ts';

const nothing = { direction: undefined, type: undefined, from: undefined, to: undefined, q: undefined };

test('an address carries what is looked for', () => {
  const search = { direction: 'in', type: 'transfer', from: '2026-01-01', to: '2026-01-31', q: 'rent' };
  assert.deepEqual(filtersIn(search), search);
  assert.equal(isNarrowed(filtersIn(search)), true);
});

test('nonsense in an address looks for nothing', () => {
  const read = filtersIn({ direction: 'up', type: 'toString', from: 'yesterday', to: '2026-13-40', q: '  ', page: '7' });
  assert.deepEqual(read, nothing);
  assert.equal(isNarrowed(read), false);
});
