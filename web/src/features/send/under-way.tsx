import { Button, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Money } from '../../design/index.ts';
import type { Intention } from '../../intention.ts';
import { PinStep } from './pin-step.tsx';
import { showRecipient } from './recipient.ts';
import { StepHeading } from './step-heading.tsx';
import styles from './under-way.module.css';
import type { Payment, PaymentInHand } from './use-payment.ts';

interface UnderWayProps {
  readonly payment: Extract<Payment, { readonly kind: 'left_open' | 'under_way' | 'unconfirmed' | 'unknown' }>;
  readonly hand: PaymentInHand;
  readonly leave: () => void;
}

/** While there is no answer. It says what is known, and never more than that. */
export function UnderWay({ payment, hand, leave }: UnderWayProps) {
  const { intention } = payment;
  const ask = () => hand.send(intention);
  switch (payment.kind) {
    case 'unconfirmed':
      return <PinStep intention={intention} onToken={(pinToken) => hand.send(intention, pinToken)} back={leave} />;
    case 'under_way':
      return payment.isInDoubt ? (
        <Standing key="doubt" sign={<Loader size="3rem" />} title="We do not know yet" intention={intention} isLive>
          <p>The connection broke before the answer came. We are asking again.</p>
          <p>However often we ask, it is paid once. You need not do anything; please do not send it anew.</p>
        </Standing>
      ) : (
        <Standing key="sending" sign={<Loader size="3rem" />} title="Sending…" intention={intention} isLive />
      );
    case 'unknown':
      return (
        <Standing
          key="unknown"
          sign={<IconHelpCircle size="3.25rem" stroke={1.6} aria-hidden />}
          title="We still do not know"
          intention={intention}
        >
          <p>
            No answer came, so we cannot say whether it was sent. Asking again is safe: it is paid once, however often we ask.
          </p>
          <Ways ask={ask} label="Ask again" leave={leave} />
        </Standing>
      );
    case 'left_open':
      return (
        <Standing
          key="open"
          sign={<IconHelpCircle size="3.25rem" stroke={1.6} aria-hidden />}
          title="A payment was left open"
          intention={intention}
        >
          <p>
            We never heard how it ended. If it was sent, finishing it shows you the receipt. If not, it is sent now. It is paid
            once.
          </p>
          <Ways ask={ask} label="Finish it" leave={leave} />
        </Standing>
      );
  }
}

function Ways({ ask, label, leave }: { ask: () => void; label: string; leave: () => void }) {
  return (
    <div className={styles.ways}>
      <Button fullWidth onClick={ask}>
        {label}
      </Button>
      <Button fullWidth variant="default" component={Link} to="/activity">
        Look at my activity
      </Button>
      <Button fullWidth variant="default" onClick={leave}>
        Stop asking
      </Button>
      <p>If you stop asking, look at your activity before you send it anew.</p>
    </div>
  );
}

interface StandingProps {
  readonly sign: ReactNode;
  readonly title: string;
  readonly intention: Intention;
  readonly isLive?: boolean;
  readonly children?: ReactNode;
}

function Standing({ sign, title, intention: { body, name, to }, isLive = false, children }: StandingProps) {
  return (
    <div className={styles.standing} aria-busy={isLive}>
      <span className={styles.sign} aria-hidden>
        {sign}
      </span>
      <StepHeading>{title}</StepHeading>
      <p className={styles.what}>
        <Money amount={body.amount} currency={body.currency} size="large" /> to {name ?? showRecipient(to)}
      </p>
      <div className={styles.words} role={isLive ? 'status' : undefined}>
        {children}
      </div>
    </div>
  );
}
