import type { Transaction } from '@akawo/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { akawo, session } from '../../api.ts';
import { dropIntention, type Intention, keepIntention, unfinishedIntention } from '../../intention.ts';
import { carryOut } from './carry-out.ts';
import type { Refusal } from './refusal.ts';

/** How one payment stands, in the eyes of who makes it. */
export type Payment =
  | { readonly kind: 'none' }
  /** Begun before this screen was opened, and nobody knows how it ended. */
  | { readonly kind: 'left_open'; readonly intention: Intention }
  | { readonly kind: 'under_way'; readonly intention: Intention; readonly isInDoubt: boolean }
  | { readonly kind: 'unconfirmed'; readonly intention: Intention }
  | { readonly kind: 'unknown'; readonly intention: Intention }
  | { readonly kind: 'refused'; readonly intention: Intention; readonly refusal: Refusal }
  | { readonly kind: 'sent'; readonly intention: Intention; readonly transaction: Transaction };

export interface PaymentInHand {
  readonly payment: Payment;
  /** Carries it out, or asks again how it ended; a second call while the first is at it does nothing. */
  send(intention: Intention, pinToken?: string): void;
  /** Ends with this payment, so that another can begin. */
  leave(): void;
}

export function usePayment(payer: string): PaymentInHand {
  const [payment, setPayment] = useState<Payment>(() => {
    const intention = unfinishedIntention(payer);
    return intention === undefined ? { kind: 'none' } : { kind: 'left_open', intention };
  });
  const [fault, setFault] = useState<{ readonly thrown: unknown }>();
  const isAtIt = useRef(false);
  const queries = useQueryClient();
  if (fault !== undefined) throw fault.thrown;

  async function carry(intention: Intention, pinToken: string | undefined): Promise<void> {
    keepIntention(intention);
    setPayment({ kind: 'under_way', intention, isInDoubt: false });
    const outcome = await carryOut(intention, {
      akawo,
      person: session.person,
      pinToken,
      onDoubt: () => setPayment({ kind: 'under_way', intention, isInDoubt: true }),
      pause: untilLaterOrOnline,
    });
    if (outcome.kind === 'sent' || outcome.kind === 'refused') dropIntention(intention);
    setPayment({ ...outcome, intention });
    if (outcome.kind !== 'sent') return;
    await Promise.all(['wallet', 'transactions'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  }

  return {
    payment,
    send(intention, pinToken) {
      if (isAtIt.current) return;
      isAtIt.current = true;
      carry(intention, pinToken)
        .catch((thrown: unknown) => setFault({ thrown }))
        .finally(() => (isAtIt.current = false));
    },
    leave() {
      if (payment.kind !== 'none') dropIntention(payment.intention);
      setPayment({ kind: 'none' });
    },
  };
}

/** A phone that finds its network again need not wait for the end of the pause. */
function untilLaterOrOnline(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener('online', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    window.addEventListener('online', wake);
  });
}
