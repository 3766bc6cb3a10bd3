import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Akawo, AkawoProblem, AkawoUnreachable, type Transaction } from '@akawo/sdk';
import type { Intention } from '../../intention.ts';
import { carryOut } from './carry-out.ts';

const intention: Intention = {
  key: 'key-of-this-intention',
  payer: 'ada',
  body: { amount: 500_000, currency: 'NGN', phone_number: '+2348031234567' },
  to: { kind: 'phone_number', value: '+2348031234567' },
  name: 'Bo••••a A.',
};
const transaction = { reference: 'AKW-7K3M' } as Transaction;

type Step = Transaction | Error;

function refusal(status: number, code: string, members: object = {}): AkawoProblem {
  const parts = { title: 'No.', detail: undefined, requestId: undefined, errors: [] };
  return new AkawoProblem({ ...parts, status, code, answer: { code, ...members } });
}

const cut = () => new AkawoUnreachable('network', undefined);

/** A server that answers by a script, its last line for ever, and the keys under which it was asked. */
async function play(script: readonly Step[], person = () => 'ada') {
  const keys: (string | undefined)[] = [];
  const pausesMs: number[] = [];
  let doubts = 0;
  const createTransfer: Akawo['createTransfer'] = (given) => {
    keys.push(given.headers?.['idempotency-key']);
    const step = script[Math.min(keys.length, script.length) - 1];
    return step instanceof Error || step === undefined ? Promise.reject(step ?? cut()) : Promise.resolve(step);
  };
  const outcome = await carryOut(intention, {
    akawo: { createTransfer },
    person,
    pinToken: undefined,
    onDoubt: () => (doubts += 1),
    pause: (milliseconds) => Promise.resolve(void pausesMs.push(milliseconds)),
  });
  return { outcome, keys, doubts, pausesMs };
}

test('a lost answer is asked for again under the same key', async () => {
  const { outcome, keys, doubts } = await play([cut(), cut(), transaction]);
  assert.deepEqual(outcome, { kind: 'sent', transaction });
  assert.deepEqual(keys, [intention.key, intention.key, intention.key]);
  assert.equal(doubts, 2);
});

test('a server that is busy, broken or still at it has not refused', async () => {
  for (const undecided of [
    refusal(500, 'internal_error'),
    refusal(503, 'overloaded'),
    refusal(429, 'rate_limited'),
    refusal(401, 'access_token_expired'),
    refusal(409, 'idempotency_in_progress'),
    refusal(404, 'unexpected_answer'),
  ]) {
    const { outcome } = await play([undecided, transaction]);
    assert.equal(outcome.kind, 'sent', undecided.code);
  }
});

test('a refusal is final and asked for once', async () => {
  const { outcome, keys } = await play([refusal(422, 'insufficient_funds', { available: 5 })]);
  assert.equal(keys.length, 1);
  assert.deepEqual(outcome, { kind: 'refused', refusal: { code: 'insufficient_funds', available: 5, title: 'No.' } });
});

test('a PIN that is missing is asked for, and the payment is still the same', async () => {
  const { outcome } = await play([cut(), refusal(403, 'pin_required')]);
  assert.deepEqual(outcome, { kind: 'unconfirmed' });
});

test('trying ends after a while, and nobody claims to know', async () => {
  const { outcome, keys, pausesMs } = await play([cut()]);
  assert.deepEqual(outcome, { kind: 'unknown' });
  assert.equal(keys.length, pausesMs.length + 1);
  assert.ok(pausesMs.reduce((sum, each) => sum + each, 0) < 120_000);
});

test('whoever signs in meanwhile does not pay for somebody else', async () => {
  const { outcome, keys } = await play([transaction], () => 'bola');
  assert.deepEqual([outcome.kind, keys], ['unknown', []]);
});
