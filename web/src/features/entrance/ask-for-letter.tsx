import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { akawo, session } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import { useAsking } from '../../forms/index.ts';
import { meQuery } from '../../queries.ts';
import { Done } from './done.tsx';
import { Entrance } from './entrance.tsx';
import { EmailField } from './fields.tsx';
import { LetterSent } from './letter-sent.tsx';
import { refuseEmail } from './slips.ts';
import styles from './entrance.module.css';

/** For whoever comes to confirm an address without the letter in hand. */
export function AskForLetter() {
  const person = useSyncExternalStore(session.subscribe, session.person);
  const { data: me } = useQuery({ ...meQuery, enabled: person !== undefined });
  if (me?.email_verified === true) {
    return (
      <Entrance title="Email confirmed" heading="All is well." lead={me.email}>
        <Done what="Your email address is confirmed.">
          <Button component={Link} to="/home" fullWidth>
            Go to your wallet
          </Button>
        </Done>
      </Entrance>
    );
  }
  return (
    <Entrance
      title="Confirm your email"
      heading="Confirm your email."
      lead="We sent you a letter. Press the button in it, and the address is yours."
      elsewhere={
        <Link to={person === undefined ? '/sign-in' : '/home'}>{person === undefined ? 'Sign in' : 'Back to your wallet'}</Link>
      }
    >
      <LetterForm key={me?.email} email={me?.email ?? ''} />
    </Entrance>
  );
}

function LetterForm({ email: known }: { email: string }) {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: known }, validate: { email: refuseEmail } });
  const { submit, refusal, isBusy } = useAsking({
    form,
    ask: ({ email }) => akawo.resendVerification({ body: { email: email.trim() } }),
    onAnswer: (_answer, { email }) => setSentTo(email.trim()),
  });
  if (sentTo !== undefined) {
    return (
      <LetterSent
        to={sentTo}
        words="If this address waits to be confirmed, a new letter is on its way. The one before works no more."
        again={() => setSentTo(undefined)}
      />
    );
  }
  return (
    <form noValidate className={styles.form} onSubmit={submit}>
      <EmailField key={form.key('email')} {...form.getInputProps('email')} readOnly={known !== ''} />
      {refusal === null ? null : <Problem error={refusal} />}
      <Button type="submit" fullWidth loading={isBusy}>
        Send me a new letter
      </Button>
    </form>
  );
}
