import type { CreateTransferData } from '@akawo/sdk';
import type { Recipient } from '../../intention.ts';

const walletNumber = /^[1-9]\d{12}$/;
const nigerianPhone = /^(?:\+?2340?|0)?([789][01]\d{8})$/;
const foreignPhone = /^\+[1-9]\d{6,14}$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Everybody who could be meant: nobody, one, or two where the digits of a wallet number are also those of a Nigerian phone number that
 * was written with its country but without a plus.
 */
export function readRecipient(typed: string): readonly Recipient[] {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  if (text.includes('@')) return email.test(text) ? [{ kind: 'email', value: text.toLowerCase() }] : [];
  const digits = text.replaceAll('(0)', '').replaceAll(/[\s\p{Pd}().\u2212/]/gu, '');
  const local = nigerianPhone.exec(digits)?.[1];
  const phone = local === undefined ? foreignPhone.exec(digits)?.[0] : `+234${local}`;
  return [
    ...(walletNumber.test(digits) ? [{ kind: 'wallet_number' as const, value: digits }] : []),
    ...(phone === undefined ? [] : [{ kind: 'phone_number' as const, value: phone }]),
  ];
}

/** For people's eyes: numbers in groups that can be read aloud. */
export function showRecipient({ kind, value }: Recipient): string {
  if (kind === 'email') return value;
  if (kind === 'wallet_number') return value.replace(/^(\d{4})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
  return value.replace(/^\+234(\d{3})(\d{3})(\d{4})$/, '0$1 $2 $3');
}

export const kindsInWords: Record<Recipient['kind'], string> = {
  wallet_number: 'Wallet number',
  email: 'Email',
  phone_number: 'Phone number',
};

type Named = Pick<CreateTransferData['body'], Recipient['kind']>;

export function nameRecipient({ kind, value }: Recipient): Named {
  return { [kind]: value };
}
