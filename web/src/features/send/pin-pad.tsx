import { Button, VisuallyHidden } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import { type SubmitEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './pin-pad.module.css';

interface PinPadProps {
  readonly isBusy: boolean;
  readonly error: string | undefined;
  readonly onEnter: (pin: string) => void;
}

const fewest = 4;
const most = 6;
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * Digits by thumb, by keyboard or pasted. They live in this component alone and are forgotten when they are handed on. The field is a
 * password to screen readers, and what was typed is told as a count.
 */
export function PinPad({ isBusy, error, onEnter }: PinPadProps) {
  const [pin, setPin] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  // On glass the pad below is the keyboard, and the phone's own would only cover it.
  useEffect(() => {
    if (!isBusy) field.current?.focus({ preventScroll: true });
  }, [isBusy]);

  const add = (typed: string) => {
    if (!isBusy) setPin((before) => (before + typed).slice(0, most));
  };
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || pin.length < fewest) return;
    setPin('');
    onEnter(pin);
  };
  return (
    <form className={styles.pad} onSubmit={enter} noValidate>
      <label htmlFor={id}>
        <VisuallyHidden>PIN, 4 to 6 digits</VisuallyHidden>
        <span className={styles.dots} aria-hidden data-busy={isBusy || undefined}>
          {Array.from({ length: most }, (_, index) => (
            <span key={index} data-filled={index < pin.length || undefined} data-needed={index < fewest || undefined} />
          ))}
        </span>
      </label>
      <input
        ref={field}
        id={id}
        className={styles.field}
        type="password"
        inputMode="none"
        // The one value by which browsers neither offer to keep the digits nor fill in a password.
        autoComplete="one-time-code"
        value={pin}
        readOnly={isBusy}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={`${id}-error`}
        onChange={({ currentTarget }) => setPin(currentTarget.value.normalize('NFKC').replaceAll(/\D/g, '').slice(0, most))}
      />
      <p id={`${id}-error`} role="alert" className={styles.error}>
        {error}
      </p>
      <output className={styles.count}>
        {pin.length === 0 ? '' : `${pin.length} ${pin.length === 1 ? 'digit' : 'digits'} entered`}
      </output>
      <fieldset className={styles.keys} aria-label="Digits">
        {digits.map((digit) => (
          <Key key={digit} onPress={() => add(digit)}>
            {digit}
          </Key>
        ))}
        <span />
        <Key onPress={() => add('0')}>0</Key>
        <Key label="Delete the last digit" onPress={() => setPin((before) => before.slice(0, -1))}>
          <IconBackspace size="1.75rem" stroke={1.8} aria-hidden />
        </Key>
      </fieldset>
      <Button type="submit" fullWidth loading={isBusy} disabled={pin.length < fewest && !isBusy}>
        Send now
      </Button>
    </form>
  );
}

function Key({ label, onPress, children }: { label?: string; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      className={styles.key}
      // The field keeps the focus, so that keyboard and pad can be mixed.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
