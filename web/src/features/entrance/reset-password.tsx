import { AkawoProblem } from '@akawo/sdk';
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { akawo, session } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import { passwordAdvice, refuseNewPassword, useAsking } from '../../forms/index.ts';
import { useLetterCode } from '../../letter-code.ts';
import { Done } from './done.tsx';
import { Entrance } from './entrance.tsx';
import { PasswordField } from './fields.tsx';
import styles from './entrance.module.css';

export function ResetPassword() {
  const code = useLetterCode();
  return code === undefined ? <NoCode /> : <ChoosePassword key={code} code={code} />;
}

function ChoosePassword({ code }: { code: string }) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { new_password: '' },
    validate: { new_password: refuseNewPassword },
  });
  const { submit, refusal, isBusy, isAnswered } = useAsking({
    form,
    ask: ({ new_password }) => akawo.resetPassword({ body: { code, new_password } }),
    fieldOf: { password_too_weak: 'new_password' },
    // Every session has ended with it, this browser's too.
    onAnswer: session.end,
  });
  const isUsedUp = refusal instanceof AkawoProblem && refusal.code === 'mail_code_invalid';
  if (isAnswered) {
    return (
      <Entrance
        title="New password set"
        heading="Your new password is set."
        lead="Whoever was signed in to your wallet is signed out."
      >
        <Done what="From now on only the new password opens your wallet.">
          <Button component={Link} to="/sign-in" fullWidth>
            Sign in with it
          </Button>
        </Done>
      </Entrance>
    );
  }
  return (
    <Entrance
      title="Choose a new password"
      heading="Choose a new password."
      lead="It replaces the old one, and signs out every device."
    >
      <form noValidate className={styles.form} onSubmit={submit}>
        <PasswordField
          key={form.key('new_password')}
          {...form.getInputProps('new_password')}
          label="New password"
          name="new_password"
          autoComplete="new-password"
          description={passwordAdvice}
        />
        {refusal === null ? null : (
          <Problem error={refusal}>
            {isUsedUp ? (
              <p>
                <Link to="/forgot-password">Ask for a new letter</Link>
              </p>
            ) : null}
          </Problem>
        )}
        <Button type="submit" fullWidth loading={isBusy}>
          Set the new password
        </Button>
      </form>
    </Entrance>
  );
}

function NoCode() {
  return (
    <Entrance
      title="Choose a new password"
      heading="Open the letter once more."
      lead="The link in it leads here and lets you choose a new password. It works once, for 30 minutes."
    >
      <Button component={Link} to="/forgot-password" fullWidth>
        Ask for a new letter
      </Button>
    </Entrance>
  );
}
