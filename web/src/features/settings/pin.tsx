import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Note, Problem, Waiting } from '../../design/index.ts';
import { meQuery } from '../../queries.ts';
import { Inner } from './inner.tsx';
import { PinForm } from './pin-form.tsx';

export function Pin() {
  const { data: me, error, refetch } = useQuery(meQuery);
  const [isDone, setDone] = useState(false);
  if (me === undefined) {
    return (
      <Inner title="PIN" lead="Four to six digits that confirm each payment.">
        {error === null ? (
          <Waiting what="Looking whether you have a PIN." lines={4} />
        ) : (
          <Problem error={error} retry={() => void refetch()} />
        )}
      </Inner>
    );
  }
  const hasPin = me.actions_required.every(({ code }) => code !== 'set_pin');
  if (isDone) {
    return (
      <Inner title="PIN" lead="Four to six digits that confirm each payment.">
        <Note tone="good" title="Your PIN is set." takesFocus>
          From now on it is asked for before money leaves your wallet. Never tell it to anybody, and not to us either.
        </Note>
        <Button component={Link} to="/home">
          Go to your wallet
        </Button>
      </Inner>
    );
  }
  return (
    <Inner
      title={hasPin ? 'Change your PIN' : 'Set your PIN'}
      lead="Four to six digits that confirm each payment. Not a date, a row or your phone number: those are tried first."
    >
      <PinForm hasPin={hasPin} onDone={() => setDone(true)} />
    </Inner>
  );
}
