import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRewriter } from '#platform/http';
import { paths } from './paths.ts';

const rewrite = createRewriter(paths);

test('every old address leads to the one that answers', () => {
  const expected: readonly (readonly [string, string, string])[] = [
    ['POST', '/api/v1/auth/register', '/api/v1/auth/signup'],
    ['GET', '/api/v1/auth/me', '/api/v1/users/me'],
    ['POST', '/api/v1/wallet/deposit', '/api/v1/deposits'],
    ['POST', '/api/v1/wallet/fund', '/api/v1/deposits'],
    ['POST', '/api/v1/wallet/withdraw', '/api/v1/withdrawals'],
    ['POST', '/api/v1/wallet/transfer', '/api/v1/transfers'],
    ['GET', '/api/v1/wallet/flutterwave/get-banks?country=NG', '/api/v1/banks/directory?country=NG'],
    ['GET', '/api/v1/wallet/flutterwave/verify-bank?bank_code=044', '/api/v1/banks/resolve?bank_code=044'],
    ['POST', '/api/v1/paystack/webhook', '/api/v1/webhooks/paystack'],
    ['POST', '/api/v1/wallet/flutterwave/webhook', '/api/v1/webhooks/flutterwave'],
    ['POST', '/webhooks/bank-callback', '/api/v1/webhooks/bank-callback'],
    ['GET', '/api/v1/ws/wallet', '/ws/wallet'],
    ['GET', '/api/v1/docs', '/docs'],
    ['GET', '/api/v1/openapi.json', '/openapi.json'],
    ['GET', '/api/v1/health', '/health'],
    ['GET', '/api/v1/ping-rabbitmq', '/ping-rabbitmq'],
  ];
  for (const [method, from, to] of expected) assert.equal(rewrite(method, from), to);
  const tried = new Set(expected.map(([, from]) => from.replace(/\?.*/, '')));
  const untried = paths.filter(({ from }) => !from.endsWith('*') && !tried.has(from));
  assert.deepEqual(untried, [], 'a row of the table that nobody tries');
});

test('an address that already answers is never moved, and nothing is moved twice', () => {
  for (const { method = 'GET', to } of paths)
    assert.equal(rewrite(method, to.replace('*', 'paystack')), to.replace('*', 'paystack'));
  for (const landing of ['/api/v1/wallet/flutterwave/callback', '/api/v1/wallet/withdraw/success/x'])
    assert.equal(rewrite('GET', landing), landing);
});

test('another method at an old address is somebody else’s', () => {
  for (const [method, address] of [
    ['GET', '/api/v1/wallet/transfer'],
    ['GET', '/webhooks/paystack'],
    ['POST', '/api/v1/auth/me'],
  ] as const)
    assert.equal(rewrite(method, address), address);
});
