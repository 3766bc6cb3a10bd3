import { AkawoProblem } from '@akawo/sdk';
import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { akawo } from '../../api.ts';
import { Note, Problem } from '../../design/index.ts';
import { useAsking } from '../../forms/index.ts';
import { meQuery } from '../../queries.ts';
import { SignOut } from '../sign-out/index.ts';
import { PinField } from './pin-field.tsx';
import styles from './settings.module.css';

/** How the person proves to be himself: with the PIN so far, with the password, or not at all as long as there is neither. */
type Proof = 'none' | 'pin' | 'password';

const fieldOf = { pin_invalid: 'pin', pin_wrong: 'current_pin', password_wrong: 'password' } as const;

export function PinForm({ hasPin, onDone }: { hasPin: boolean; onDone: () => void }) {
  const [proof, setProof] = useState<Proof>(hasPin ? 'pin' : 'none');
  const queryClient = useQueryClient();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current_pin: '', pin: '', again: '', password: '' },
    validate: {
      current_pin: (typed) => (proof === 'pin' ? refusePin(typed) : null),
      pin: refusePin,
      again: (typed, { pin }) => (typed === pin ? null : 'This is not the same PIN.'),
      password: (typed) => (proof === 'password' && typed === '' ? 'Type your password.' : null),
    },
  });
  const { submit, refusal, isBusy } = useAsking({
    form,
    ask: ({ current_pin, pin, password }) => akawo.setPin({ body: { pin, ...proofOf(proof, { current_pin, password }) } }),
    fieldOf,
    onAnswer: () => {
      void queryClient.invalidateQueries(meQuery);
      onDone();
    },
    onRefusal: (error) => {
      if (isPasswordWanted(error)) setProof('password');
    },
  });
  return (
    <form noValidate className={styles.form} onSubmit={submit}>
      {proof === 'pin' ? (
        <div className={styles.proof}>
          <PinField
            key={form.key('current_pin')}
            {...form.getInputProps('current_pin')}
            label="Your PIN so far"
            name="current_pin"
            autoComplete="off"
          />
          <Button variant="transparent" size="md" className={styles.other} onClick={() => setProof('password')}>
            I do not remember it
          </Button>
        </div>
      ) : null}
      <PinField key={form.key('pin')} {...form.getInputProps('pin')} label="New PIN" name="pin" />
      <PinField key={form.key('again')} {...form.getInputProps('again')} label="New PIN once more" name="again" />
      {proof === 'password' ? (
        <div className={styles.proof}>
          <PasswordInput
            key={form.key('password')}
            ref={focus}
            {...form.getInputProps('password')}
            label="Your password"
            description="So that nobody sets a PIN who only finds your phone open. Type it, then press the button below."
            name="password"
            autoComplete="current-password"
            maxLength={128}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
          />
          <Link to="/forgot-password" className={styles.back}>
            I do not remember it, or never had one
          </Link>
        </div>
      ) : null}
      {refusal === null || isPasswordWanted(refusal) ? null : <Refusal error={refusal} />}
      <Button type="submit" fullWidth loading={isBusy}>
        {hasPin ? 'Change the PIN' : 'Set the PIN'}
      </Button>
    </form>
  );
}

/** Whoever signs in with Google alone has no password to type, and proves himself by doing that anew. */
function Refusal({ error }: { error: Error }) {
  if (!(error instanceof AkawoProblem && error.code === 'fresh_sign_in_required')) return <Problem error={error} />;
  return (
    <Note tone="warn" title="Sign in once more first." takesFocus>
      <span>
        It has been a while since you signed in, and only you may set your PIN. Sign in again now, then set it within 15 minutes.
      </span>
      <SignOut comeBackTo="/settings/pin">Sign in again</SignOut>
    </Note>
  );
}

function proofOf(proof: Proof, { current_pin, password }: { current_pin: string; password: string }) {
  if (proof === 'pin') return { current_pin };
  return proof === 'password' ? { password } : {};
}

/** The field has come because of what was asked, so it is where the person goes on. */
function focus(field: HTMLInputElement | null): void {
  field?.focus();
}

function isPasswordWanted(refusal: Error): boolean {
  return refusal instanceof AkawoProblem && ['pin_proof_required', 'password_required'].includes(refusal.code);
}

function refusePin(typed: string): string | null {
  return /^\d{4,6}$/.test(typed) ? null : 'A PIN has four to six digits.';
}
