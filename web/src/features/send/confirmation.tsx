import { Button } from '@mantine/core';
import { useState } from 'react';
import { Money } from '../../design/index.ts';
import { Charges } from './charges.tsx';
import styles from './confirmation.module.css';
import type { Offer } from './order.ts';
import { PinStep } from './pin-step.tsx';
import { showRecipient } from './recipient.ts';
import { StepHeading } from './step-heading.tsx';
import type { PaymentInHand } from './use-payment.ts';

interface ConfirmationProps {
  readonly offer: Offer;
  readonly send: PaymentInHand['send'];
  readonly change: () => void;
}

/** The last look before money moves: to whom, how much, what it costs and what is left. */
export function Confirmation({ offer: { intention, explanation }, send, change }: ConfirmationProps) {
  const [isPinAsked, setIsPinAsked] = useState(false);
  const { amount, currency, narration } = intention.body;
  if (isPinAsked) {
    return <PinStep intention={intention} onToken={(pinToken) => send(intention, pinToken)} back={() => setIsPinAsked(false)} />;
  }
  return (
    <div className={styles.confirmation} data-last-step>
      <StepHeading>Is this right?</StepHeading>
      <section className={styles.person} aria-label="Who gets it">
        <span className={styles.initial} aria-hidden>
          {intention.name?.[0] ?? '?'}
        </span>
        <div className={styles.who}>
          <p className={styles.name}>{intention.name}</p>
          <p className={styles.address}>{showRecipient(intention.to)}</p>
        </div>
      </section>
      <div className={styles.amount}>
        <Money amount={amount} currency={currency} size="display" />
        {narration === undefined ? null : <p className={styles.note}>{narration}</p>}
      </div>
      <Charges explanation={explanation} currency={currency} />
      <p className={styles.warning}>What is sent cannot be called back. Send only to people you know.</p>
      <div className={styles.ways}>
        <Button fullWidth onClick={() => (explanation.pin_required ? setIsPinAsked(true) : send(intention))}>
          {explanation.pin_required ? 'Confirm with your PIN' : 'Send now'}
        </Button>
        <Button fullWidth variant="default" onClick={change}>
          Change something
        </Button>
      </div>
    </div>
  );
}
