import type { Rewrite } from '#platform/http';

const api = '/api/v1';

/** Every address that the documents we grew from name, onto the address that answers. The one place where old names live. */
export const paths: readonly Rewrite[] = [
  { method: 'POST', from: `${api}/auth/register`, to: `${api}/auth/signup` },
  { method: 'GET', from: `${api}/auth/me`, to: `${api}/users/me` },
  { method: 'POST', from: `${api}/wallet/deposit`, to: `${api}/deposits` },
  { method: 'POST', from: `${api}/wallet/fund`, to: `${api}/deposits` },
  { method: 'POST', from: `${api}/wallet/withdraw`, to: `${api}/withdrawals` },
  { method: 'POST', from: `${api}/wallet/transfer`, to: `${api}/transfers` },
  { method: 'GET', from: `${api}/wallet/flutterwave/get-banks`, to: `${api}/banks/directory` },
  { method: 'GET', from: `${api}/wallet/flutterwave/verify-bank`, to: `${api}/banks/resolve` },
  { method: 'POST', from: `${api}/paystack/webhook`, to: `${api}/webhooks/paystack` },
  { method: 'POST', from: `${api}/wallet/flutterwave/webhook`, to: `${api}/webhooks/flutterwave` },
  { method: 'POST', from: '/webhooks/*', to: `${api}/webhooks/*` },
  { from: `${api}/ws/wallet`, to: '/ws/wallet' },
  { from: `${api}/docs`, to: '/docs' },
  { from: `${api}/openapi.json`, to: '/openapi.json' },
  { from: `${api}/health`, to: '/health' },
  { from: `${api}/ping-rabbitmq`, to: '/ping-rabbitmq' },
];
