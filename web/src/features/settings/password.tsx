import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { akawo } from '../../api.ts';
import { Note, Problem } from '../../design/index.ts';
import { passwordAdvice, refuseNewPassword, useAsking } from '../../forms/index.ts';
import { Inner } from './inner.tsx';
import styles from './settings.module.css';

const eye = { 'aria-label': 'Show or hide the password', tabIndex: 0 };

export function Password() {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (typed) => (typed === '' ? 'Type your present password.' : null),
      new_password: refuseNewPassword,
    },
  });
  const { submit, refusal, isBusy, isAnswered } = useAsking({
    form,
    ask: (body) => akawo.changePassword({ body }),
    fieldOf: { password_wrong: 'current_password', password_too_weak: 'new_password' },
  });
  if (isAnswered) {
    return (
      <Inner title="Password" lead="What opens your wallet.">
        <Note tone="good" title="Your password is changed." takesFocus>
          Your other devices are signed out, and have to sign in with the new one.
        </Note>
      </Inner>
    );
  }
  return (
    <Inner title="Change your password" lead="Your other devices are signed out by it.">
      <form noValidate className={styles.form} onSubmit={submit}>
        <div className={styles.proof}>
          <PasswordInput
            key={form.key('current_password')}
            {...form.getInputProps('current_password')}
            label="Your present password"
            name="current_password"
            autoComplete="current-password"
            maxLength={128}
            visibilityToggleButtonProps={eye}
          />
          <Link to="/forgot-password" className={styles.back}>
            I do not remember it, or never had one
          </Link>
        </div>
        <PasswordInput
          key={form.key('new_password')}
          {...form.getInputProps('new_password')}
          label="New password"
          description={passwordAdvice}
          name="new_password"
          autoComplete="new-password"
          maxLength={128}
          visibilityToggleButtonProps={eye}
        />
        {refusal === null ? null : <Problem error={refusal} />}
        <Button type="submit" fullWidth loading={isBusy}>
          Change the password
        </Button>
      </form>
    </Inner>
  );
}
