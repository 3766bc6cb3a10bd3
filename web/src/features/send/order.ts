import type { Currency, Money } from '@akawo/money';
import { AkawoProblem, type TransferExplanation } from '@akawo/sdk';
import { akawo } from '../../api.ts';
import type { Intention, Recipient } from '../../intention.ts';
import { readAmount } from './amount-typing.ts';
import { nameRecipient, readRecipient } from './recipient.ts';
import type { RefusalInWords } from './refusal.ts';

/** What stands in the form. */
export interface Draft {
  readonly to: string;
  /** Chosen by the person where the digits can be read in two ways. */
  readonly kind: Recipient['kind'] | undefined;
  readonly amount: string;
  readonly note: string;
}

export const emptyDraft: Draft = { to: '', kind: undefined, amount: '', note: '' };

/** What is wrong with a field, in words. */
export type Slips = Readonly<Partial<Record<'to' | 'amount' | 'note', string>>>;

export interface Order {
  readonly to: Recipient;
  readonly amount: Money;
  readonly narration: string | undefined;
}

/** A payment of which the server has said what it would cost, and whether it would go through. */
export interface Offer {
  readonly intention: Intention;
  readonly explanation: TransferExplanation;
}

export function readDraft({ to, kind, amount, note }: Draft, currency: Currency): Order | Slips {
  const readings = readRecipient(to);
  const recipient = readings.length > 1 ? readings.find((reading) => reading.kind === kind) : readings[0];
  const money = readAmount(amount, currency);
  const narration = note.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').trim();
  if (recipient !== undefined && typeof money !== 'string')
    return { to: recipient, amount: money, narration: narration || undefined };
  return {
    ...(recipient === undefined ? { to: refuseRecipient(to, readings.length > 1) } : {}),
    ...(typeof money === 'string' ? { amount: money } : {}),
  };
}

export function isOrder(read: Order | Slips): read is Order {
  return typeof read.to === 'object';
}

function refuseRecipient(typed: string, canBeTwo: boolean): string {
  if (canBeTwo) return 'Say which of the two it is.';
  if (typed.trim() === '') return 'Type who gets the money.';
  return 'This is no wallet number, phone number or email address. Check what you typed.';
}

/** Asks what would happen, and moves nothing. */
export async function explainOrder(order: Order, payer: string): Promise<Offer> {
  const { amount, currency } = order.amount;
  const body = {
    ...nameRecipient(order.to),
    amount,
    currency: currency as Intention['body']['currency'],
    ...(order.narration === undefined ? {} : { narration: order.narration }),
    // Given back with the payment, to its sender alone: so that he finds again whom he paid.
    metadata: { paid_to: order.to.value },
  };
  const explanation = await akawo.createTransfer({ body, query: { explain: true } });
  if (!('would_succeed' in explanation)) throw new Error('a question about a payment was answered with a payment');
  const intention: Intention = { key: newKey(), payer, body, to: order.to, name: explanation.recipient_name };
  return { intention, explanation };
}

/** 128 random bits; `randomUUID` is missing where a page is not opened through HTTPS. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Some slips only the server sees, such as the check digit of a wallet number. */
export function slipOf(error: unknown): RefusalInWords | undefined {
  if (!(error instanceof AkawoProblem)) return undefined;
  if (error.code === 'phone_number_invalid')
    return { title: 'This phone number cannot be right. Check its digits.', field: 'to' };
  const paths = error.errors.map(({ path }) => path);
  if (paths.includes('/body/wallet_number'))
    return { title: 'This wallet number is mistyped: its last digit does not fit the others.', field: 'to' };
  if (paths.includes('/body/email')) return { title: 'This email address cannot be right. Check how it is spelt.', field: 'to' };
  if (paths.includes('/body/amount')) return { title: 'This amount is too large.', field: 'amount' };
  return undefined;
}
