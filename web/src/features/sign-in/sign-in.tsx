import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Cowries, Page } from '../../design/index.ts';
import { Outcome } from './outcome.tsx';
import { type Credentials, refuseEmail, refusePassword, signIn } from './credentials.ts';
import styles from './sign-in.module.css';

export function SignIn() {
  const form = useForm<Credentials>({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: refuseEmail, password: refusePassword },
    validateInputOnBlur: false,
  });
  const attempt = useMutation({ mutationFn: signIn });
  return (
    <Page title="Sign in" width="wide">
      <div className={styles.screen}>
        <div className={styles.panel} aria-hidden>
          <Cowries className={styles.pattern} />
        </div>
        <div className={styles.column}>
          <div className={styles.intro}>
            <h1>Welcome back.</h1>
            <p>Sign in to see your wallet and your circles.</p>
          </div>
          <form
            noValidate
            className={styles.form}
            onSubmit={form.onSubmit(
              (credentials) => attempt.mutate(credentials),
              (errors) => focusFirst(form, errors),
            )}
          >
            <TextInput
              key={form.key('email')}
              {...form.getInputProps('email')}
              label="Email"
              name="email"
              type="email"
              inputMode="email"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={254}
              required
              withAsterisk={false}
            />
            <PasswordInput
              key={form.key('password')}
              {...form.getInputProps('password')}
              label="Password"
              name="password"
              autoComplete="current-password"
              maxLength={1024}
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
            />
            <Outcome error={attempt.error} signedIn={attempt.isSuccess} />
            <Button type="submit" fullWidth loading={attempt.isPending}>
              Sign in
            </Button>
          </form>
          <p className={styles.foot}>
            Akawo never asks for your password or PIN by phone, SMS or chat. If somebody does, it is not us.
          </p>
        </div>
      </div>
    </Page>
  );
}

function focusFirst(form: { getInputNode: (path: 'email' | 'password') => HTMLElement | null }, errors: object) {
  form.getInputNode('email' in errors ? 'email' : 'password')?.focus();
}
