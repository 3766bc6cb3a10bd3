import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link } from '@tanstack/react-router';
import { akawo, byCookie, session } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import { passwordAdvice, refuseNewPassword, useAsking } from '../../forms/index.ts';
import { Entrance } from './entrance.tsx';
import { EmailField, PasswordField } from './fields.tsx';
import { Google } from './google.tsx';
import { refuseEmail, refuseName } from './slips.ts';
import styles from './entrance.module.css';

const route = getRouteApi('/open/sign-up');

const fieldOf = {
  email_taken: 'email',
  phone_number_taken: 'phone_number',
  phone_number_invalid: 'phone_number',
  password_too_weak: 'password',
  referral_code_unknown: 'referral_code',
} as const;

export function SignUp() {
  const { ref = '' } = route.useSearch();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { first_name: '', last_name: '', email: '', phone_number: '', password: '', referral_code: ref },
    validate: { first_name: refuseName, last_name: refuseName, email: refuseEmail, password: refuseNewPassword },
  });
  const { submit, refusal, isBusy, isAnswered } = useAsking({
    form,
    ask: (typed) => akawo.signUp({ body: accountFrom(typed), ...byCookie }),
    fieldOf,
    onAnswer: session.begin,
  });
  return (
    <Entrance
      title="Open a wallet"
      heading="Open your wallet."
      lead="It takes a minute and costs nothing. Your wallet number is ready at once."
      elsewhere={
        <>
          Already have a wallet? <Link to="/sign-in">Sign in</Link>
        </>
      }
    >
      <form noValidate className={styles.form} onSubmit={submit}>
        <div className={styles.names}>
          <TextInput
            key={form.key('first_name')}
            {...form.getInputProps('first_name')}
            label="First name"
            name="first_name"
            autoComplete="given-name"
            maxLength={100}
            required
            withAsterisk={false}
          />
          <TextInput
            key={form.key('last_name')}
            {...form.getInputProps('last_name')}
            label="Last name"
            name="last_name"
            autoComplete="family-name"
            maxLength={100}
            required
            withAsterisk={false}
          />
        </div>
        <EmailField key={form.key('email')} {...form.getInputProps('email')} />
        <TextInput
          key={form.key('phone_number')}
          {...form.getInputProps('phone_number')}
          label="Phone number (optional)"
          description="Friends can then pay you by your number, such as 0803 123 4567."
          name="phone_number"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={32}
        />
        <PasswordField
          key={form.key('password')}
          {...form.getInputProps('password')}
          autoComplete="new-password"
          description={passwordAdvice}
        />
        {ref === '' ? null : (
          <TextInput
            key={form.key('referral_code')}
            {...form.getInputProps('referral_code')}
            label="Invitation code (optional)"
            description="Of the friend who told you about Akawo."
            name="referral_code"
            autoComplete="off"
            maxLength={32}
          />
        )}
        {refusal === null ? null : <Problem error={refusal} />}
        <Button type="submit" fullWidth loading={isBusy || isAnswered}>
          Open my wallet
        </Button>
      </form>
      <Google />
    </Entrance>
  );
}

interface Typed {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly phone_number: string;
  readonly password: string;
  readonly referral_code: string;
}

/** What was left empty is left out. */
function accountFrom({ first_name, last_name, email, phone_number, password, referral_code }: Typed) {
  const phone = phone_number.trim();
  const code = referral_code.trim();
  return {
    first_name: first_name.trim(),
    last_name: last_name.trim(),
    email: email.trim(),
    password,
    ...(phone !== '' && { phone_number: phone }),
    ...(code !== '' && { referral_code: code }),
  };
}
