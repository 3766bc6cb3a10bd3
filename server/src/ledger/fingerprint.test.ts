import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command } from './command.ts';
import { fingerprintOf } from './fingerprint.ts';
import { idOf } from './test/samples.ts';

const [ada, bola] = [idOf<'accounts'>(1, 0), idOf<'accounts'>(1, 1)];
const [id, target, other] = [idOf<'postings'>(2, 0), idOf<'postings'>(2, 1), idOf<'postings'>(2, 2)];
const instant = Temporal.Instant.from('2026-11-20T08:00:00Z');
const legs = [
  { account: ada, amount: -5 },
  { account: bola, amount: 5 },
];
const identity = { id, reference: 'r' };

/** Commands of which no two say the same. */
const different: Command[] = [
  { kind: 'post', ...identity, legs },
  { kind: 'post', ...identity, reference: 's', legs },
  { kind: 'post', ...identity, legs: legs.map(({ account, amount }) => ({ account, amount: -amount })) },
  { kind: 'post', ...identity, legs: legs.slice(1) },
  { kind: 'post', ...identity, legs, despite_freeze: true },
  { kind: 'post', ...identity, legs, effective_at: instant },
  { kind: 'post', ...identity, legs, metadata: { a: 1 } },
  { kind: 'post', ...identity, legs, metadata: { a: '1' } },
  { kind: 'post', ...identity, legs, metadata: { a: null } },
  { kind: 'hold', ...identity, account: ada, amount: 5 },
  { kind: 'hold', ...identity, account: bola, amount: 5 },
  { kind: 'hold', ...identity, account: ada, amount: 6 },
  { kind: 'hold', ...identity, account: ada, amount: 5, expires_at: instant },
  { kind: 'hold', ...identity, account: ada, amount: 5, effective_at: instant },
  { kind: 'hold', ...identity, account: ada, amount: 5, despite_freeze: true },
  { kind: 'capture', ...identity, hold: target, legs },
  { kind: 'capture', ...identity, hold: other, legs },
  { kind: 'capture', ...identity, hold: target, legs, final: true },
  { kind: 'capture', ...identity, hold: target, legs, despite_freeze: true },
  { kind: 'release', ...identity, hold: target, because: 'released' },
  { kind: 'release', ...identity, hold: other, because: 'released' },
  { kind: 'release', ...identity, hold: target, because: 'expired' },
  { kind: 'release', ...identity, hold: target, because: 'released', amount: 5 },
  { kind: 'reverse', ...identity, of: target },
  { kind: 'reverse', ...identity, of: other },
  { kind: 'reverse', ...identity, of: target, legs },
  { kind: 'reverse', ...identity, of: target, despite_freeze: true },
];

test('whatever a command says changes its fingerprint', () => {
  assert.equal(new Set(different.map(fingerprintOf)).size, different.length);
});

test('the id is not part of what a command says', () => {
  for (const command of different) assert.equal(fingerprintOf({ ...command, id: other }), fingerprintOf(command));
});

test('the order of legs and metadata, and defaults spelled out, change nothing', () => {
  const plain = fingerprintOf({ kind: 'post', ...identity, legs });
  assert.equal(fingerprintOf({ kind: 'post', ...identity, legs: legs.toReversed() }), plain);
  assert.equal(fingerprintOf({ kind: 'post', ...identity, legs, metadata: {}, despite_freeze: false }), plain);
  const noted = fingerprintOf({ kind: 'post', ...identity, legs, metadata: { a: 1, b: true } });
  assert.equal(fingerprintOf({ kind: 'post', ...identity, legs, metadata: { b: true, a: 1 } }), noted);
  const capture = { kind: 'capture', ...identity, hold: target, legs } as const;
  assert.equal(fingerprintOf({ ...capture, final: false }), fingerprintOf(capture));
});

test('fingerprints written today are recognised in years to come', () => {
  const written: Record<Command['kind'], string> = {
    post: 'f2ec6345edf5c38a0b7dae5fb53a99e09e677a6173c1221f9f300e537698038a',
    hold: '5e8065ce82c4d05f58c708389bbba69f21d7290d7d92fcf4ede265477995ecf5',
    capture: 'ebef6ec3d0cfcaa832517e95a89cd38fdb32c09a2f865c1f64a98fd18b4dc038',
    release: '5cd944d86bf3df8d298304fbc84a671e3ab9a27b04a3b94b80f02d62626ab68b',
    reverse: 'd2c34fd8fd52304c17bd03409325524d7b528ac1c5498e9a5768701c4ca1ac43',
  };
  for (const [kind, fingerprint] of Object.entries(written)) {
    const first = different.find((command) => command.kind === kind);
    assert.equal(first && fingerprintOf(first), fingerprint);
  }
});
