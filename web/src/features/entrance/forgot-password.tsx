import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { akawo } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import { useAsking } from '../../forms/index.ts';
import { Entrance } from './entrance.tsx';
import { EmailField } from './fields.tsx';
import { LetterSent } from './letter-sent.tsx';
import { refuseEmail } from './slips.ts';
import styles from './entrance.module.css';

export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '' }, validate: { email: refuseEmail } });
  const { submit, refusal, isBusy } = useAsking({
    form,
    ask: ({ email }) => akawo.forgotPassword({ body: { email: email.trim() } }),
    onAnswer: (_answer, { email }) => setSentTo(email.trim()),
  });
  return (
    <Entrance
      title="Forgot your password"
      heading="Forgot your password?"
      lead="Tell us your email address. We send you a letter in which you choose a new one."
      elsewhere={
        <>
          Remembered it? <Link to="/sign-in">Sign in</Link>
        </>
      }
    >
      {sentTo === undefined ? (
        <form noValidate className={styles.form} onSubmit={submit}>
          <EmailField key={form.key('email')} {...form.getInputProps('email')} />
          {refusal === null ? null : <Problem error={refusal} />}
          <Button type="submit" fullWidth loading={isBusy}>
            Send me the letter
          </Button>
        </form>
      ) : (
        <LetterSent
          to={sentTo}
          words="If there is a wallet with this address, the letter is on its way. Its link works once, for 30 minutes."
          again={() => setSentTo(undefined)}
        />
      )}
    </Entrance>
  );
}
