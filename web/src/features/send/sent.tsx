import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCheck } from '@tabler/icons-react';
import type { Transaction } from '@akawo/sdk';
import { Money } from '../../design/index.ts';
import type { Recipient } from '../../intention.ts';
import { asMoney, Receipt } from '../activity/index.ts';
import { showRecipient } from './recipient.ts';
import styles from './sent.module.css';
import { StepHeading } from './step-heading.tsx';

export function Sent({ transaction, to, again }: { transaction: Transaction; to: Recipient; again: () => void }) {
  return (
    <div className={styles.sent}>
      <div className={styles.done}>
        <span className={styles.sign} aria-hidden>
          <IconCheck size="2.5rem" stroke={2.6} />
        </span>
        <StepHeading>Sent</StepHeading>
        <p className={styles.what}>
          <Money {...asMoney(transaction)} size="large" /> to {transaction.counterparty?.name ?? showRecipient(to)}
        </p>
      </div>
      <Receipt transaction={transaction} />
      <div className={styles.ways}>
        <Button fullWidth component={Link} to="/home">
          Done
        </Button>
        <Button fullWidth variant="default" onClick={again}>
          Send more money
        </Button>
      </div>
    </div>
  );
}
