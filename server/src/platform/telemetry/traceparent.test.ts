import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currentTraceparent, parseTraceparent, span, withContext } from './index.ts';
import { formatTraceparent } from './traceparent.ts';

const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length })
    .filter((text) => /[^0]/.test(text));

test('what is written is read back the same', () => {
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
      assert.deepEqual(parseTraceparent(formatTraceparent({ traceId, spanId, sampled })), { traceId, spanId, sampled });
    }),
  );
});

test('anything that is no traceparent is no position in a trace', () => {
  const [trace, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  const wrong = ['', '00', `ff-${trace}-${parent}-01`, `00-${'0'.repeat(32)}-${parent}-01`, `00-${trace}-${'0'.repeat(16)}-01`];
  const more = [
    `00-${trace.toUpperCase()}-${parent}-01`,
    `00-${trace}-${parent}-01-more`,
    `00-${trace}-${parent}-1`,
    ` 00-${trace}-${parent}-01`,
  ];
  for (const text of [...wrong, ...more, undefined]) assert.equal(parseTraceparent(text), undefined, String(text));
  assert.ok(parseTraceparent(`01-${trace}-${parent}-01-later-versions-may-say-more`));
  fc.assert(fc.property(fc.string(), (text) => assert.equal(parseTraceparent(text), undefined)));
});

test('without tracing a span is its work, and a traceparent from outside still travels on', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  assert.equal(currentTraceparent(), undefined);
  assert.equal(
    span('work', {}, () => 7),
    7,
  );
  assert.equal(
    await withContext({ correlationId: '1', traceparent }, () => span('work', {}, async () => currentTraceparent())),
    traceparent,
  );
  assert.throws(
    () =>
      span('work', {}, () => {
        throw new RangeError('mine');
      }),
    RangeError,
  );
});
