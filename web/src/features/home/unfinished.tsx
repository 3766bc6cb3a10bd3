import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useAmountsHidden } from '../../amounts-hidden.ts';
import { session } from '../../api.ts';
import { Money, Note } from '../../design/index.ts';
import { useUnfinishedIntention } from '../../intention.ts';
import styles from './home.module.css';

/** Of a payment whose answer never came nobody should have to remember by himself. */
export function Unfinished() {
  const person = useSyncExternalStore(session.subscribe, session.person);
  const intention = useUnfinishedIntention(person);
  const [isHidden] = useAmountsHidden();
  if (intention === undefined) return null;
  const { body, name, to } = intention;
  return (
    <Note tone="warn" title="A payment is not finished.">
      <span>
        <Money amount={body.amount} currency={body.currency} hidden={isHidden} /> to {name ?? to.value}: no answer has come yet.
        However often you ask, it is paid once.
      </span>
      <Button component={Link} to="/send" size="md" className={styles.unfinished}>
        See what became of it
      </Button>
    </Note>
  );
}
