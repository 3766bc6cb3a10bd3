import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link } from '@tanstack/react-router';
import { akawo, byCookie, session } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import { useAsking } from '../../forms/index.ts';
import { Entrance } from './entrance.tsx';
import { EmailField, PasswordField } from './fields.tsx';
import { Google } from './google.tsx';
import { refuseEmail, refusePassword } from './slips.ts';
import { Turned } from './turned.tsx';
import styles from './entrance.module.css';

const route = getRouteApi('/open/sign-in');

export function SignIn() {
  const { problem = session.endedBecause() } = route.useSearch();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: refuseEmail, password: refusePassword },
  });
  const { submit, refusal, isBusy, isAnswered, isUntried } = useAsking({
    form,
    ask: ({ email, password }) => akawo.logIn({ body: { email: email.trim(), password }, ...byCookie }),
    fieldOf: { credentials_wrong: 'password' },
    onAnswer: session.begin,
  });
  return (
    <Entrance
      title="Sign in"
      heading="Welcome back."
      lead="Sign in to see your wallet."
      elsewhere={
        <>
          New here? <Link to="/sign-up">Open a wallet</Link>
        </>
      }
    >
      {problem !== undefined && isUntried ? <Turned problem={problem} /> : null}
      <form noValidate className={styles.form} onSubmit={submit}>
        <EmailField key={form.key('email')} {...form.getInputProps('email')} />
        <div className={styles.password}>
          <PasswordField key={form.key('password')} {...form.getInputProps('password')} />
          <Link to="/forgot-password" className={styles.forgot}>
            Forgot your password?
          </Link>
        </div>
        {refusal === null ? null : <Problem error={refusal} />}
        <Button type="submit" fullWidth loading={isBusy || isAnswered}>
          Sign in
        </Button>
      </form>
      <Google />
    </Entrance>
  );
}
