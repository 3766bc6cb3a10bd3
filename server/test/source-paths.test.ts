import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assembleFor, testDatabase } from '#test';

const database = await testDatabase();
const akawo = await assembleFor(database.appUrl, { LIMIT_IP_PER_MINUTE: '1000' });
after(() => akawo.stop());

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

/** Every address of the five documents that Akawo grew from, as they write it. */
const named = [
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/signup',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/social/google',
  'POST /api/v1/auth/social/apple',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/pin',
  'POST /api/v1/auth/pin/verify',
  'GET /api/v1/auth/me',
  'POST /api/v1/devices',
  'DELETE /api/v1/devices/some-token',
  'GET /api/v1/users/me',
  'PATCH /api/v1/users/me',
  'GET /api/v1/users/dashboard',
  `GET /api/v1/users/${id}/balance`,
  `GET /api/v1/users/${id}/transactions`,
  'GET /api/v1/wallet',
  'GET /api/v1/wallet/',
  'GET /api/v1/wallet/balance',
  'POST /api/v1/wallet/toggle-activity',
  'POST /api/v1/wallet/transfer',
  'GET /health',
  'GET /api/v1/health',
  'GET /ping-rabbitmq',
  'GET /api/v1/ping-rabbitmq',
  'GET /',
  'GET /docs',
  'GET /api/v1/docs',
] as const;

/** What comes with modules that are not there yet. Whoever brings one moves its lines up. */
const awaited = [
  'POST /api/v1/wallet/deposit',
  'POST /api/v1/wallet/fund',
  'POST /api/v1/deposits',
  'GET /api/v1/deposits',
  `GET /api/v1/deposits/${id}`,
  'POST /api/v1/wallet/withdraw',
  'POST /api/v1/withdrawals',
  'GET /api/v1/withdrawals',
  `GET /api/v1/withdrawals/${id}`,
  'GET /api/v1/wallet/flutterwave/callback',
  'GET /api/v1/wallet/withdraw/success/some-reference',
  'GET /api/v1/wallet/flutterwave/get-banks',
  'GET /api/v1/wallet/flutterwave/verify-bank',
  'POST /api/v1/wallet/flutterwave/webhook',
  'POST /api/v1/paystack/webhook',
  'POST /api/v1/webhooks/paystack',
  'POST /webhooks/bank-callback',
  'POST /api/v1/webhooks/smileid',
  'GET /api/v1/banks',
  'POST /api/v1/banks',
  'POST /api/v1/cards/link',
  'GET /api/v1/airtime/services',
  'POST /api/v1/airtime/purchase',
  'GET /api/v1/notifications',
  'POST /api/v1/notifications/read',
  'POST /api/v1/circles',
  'POST /api/v1/circles/join',
  `GET /api/v1/circles/${id}/chat`,
  'GET /api/v1/ws/wallet',
] as const;

async function statusOf(line: string): Promise<number> {
  const [method = '', url = ''] = line.split(' ');
  const answer = await akawo.http.inject({ method: method as 'GET', url, ...(method !== 'GET' && { payload: {} }) });
  return answer.statusCode;
}

test('every address that the source documents name is answered', async () => {
  for (const line of named) {
    const status = await statusOf(line);
    assert.ok(status !== 404 && status !== 405 && status < 500, `${line} answers ${status}`);
  }
});

test('what is not answered yet is known by name', async () => {
  for (const line of awaited) assert.ok([404, 405].includes(await statusOf(line)), `${line} is answered: move it up`);
});
