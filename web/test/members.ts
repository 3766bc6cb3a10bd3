import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Akawo, createAkawo, type Transaction } from '@akawo/sdk';
import { ada } from './steps.ts';

/** Somebody with a wallet, and with a line of his own to the server, past the screens. */
export interface Member {
  readonly first_name: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly phone_number: string;
  readonly wallet_number: string;
  readonly akawo: Akawo;
  balance(): Promise<number>;
  /** Everything that he has paid and been paid, latest first. */
  transactions(): Promise<readonly Transaction[]>;
}

const password = 'kola nut under rain';
let count = 0;

export async function join(url: string, first_name: string, last_name: string): Promise<Member> {
  count += 1;
  const email = `${first_name}.${last_name}.${count}@example.com`.toLowerCase();
  const phone_number = `+2348060000${String(count).padStart(3, '0')}`;
  const stranger = createAkawo({ baseUrl: url });
  const session = await stranger.signUp({ body: { email, password, first_name, last_name, phone_number } });
  const akawo = createAkawo({ baseUrl: url, accessToken: () => session.access_token });
  const { wallet_number } = await akawo.getWallet();
  return {
    first_name,
    name: `${first_name} ${last_name}`,
    email,
    password,
    phone_number,
    wallet_number,
    akawo,
    balance: async () => (await akawo.getWallet()).balance,
    transactions: async () => (await akawo.listTransactions({ query: { limit: 100 } })).data,
  };
}

/** Money for a test comes from the demo trader, as any other: by a transfer. */
export async function fund(url: string, { email }: Pick<Member, 'email'>, amount: number): Promise<void> {
  const session = await createAkawo({ baseUrl: url }).logIn({ body: { email: ada.email, password: ada.password } });
  await pay(createAkawo({ baseUrl: url, accessToken: () => session.access_token }), email, amount);
}

export async function pay(akawo: Akawo, email: string, amount: number, narration?: string): Promise<void> {
  const body = { email, amount, ...(narration === undefined ? {} : { narration }) };
  const answer = await akawo.createTransfer({ body, headers: { 'idempotency-key': randomUUID() } });
  assert.ok('reference' in answer);
}
