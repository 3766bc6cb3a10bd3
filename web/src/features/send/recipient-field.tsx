import { Button, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Recipient } from '../../intention.ts';
import { kindsInWords, readRecipient, showRecipient } from './recipient.ts';
import styles from './recipient-field.module.css';

interface RecipientFieldProps {
  readonly typed: string;
  readonly kind: Recipient['kind'] | undefined;
  readonly error: string | undefined;
  readonly isRefused: boolean;
  readonly onType: (typed: string) => void;
  readonly onChoose: (kind: Recipient['kind']) => void;
}

/** One field for a wallet number, a phone number or an email address; it says which of them it has understood. */
export function RecipientField({ typed, kind, error, isRefused, onType, onChoose }: RecipientFieldProps) {
  const readings = readRecipient(typed);
  const [read] = readings;
  return (
    <div className={styles.field}>
      <TextInput
        label="To"
        name="to"
        description="Phone, wallet number or email"
        value={typed}
        error={error ?? isRefused}
        maxLength={254}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
      />
      <output className={styles.understood}>
        {read !== undefined && readings.length === 1 ? (
          <>
            <IconCheck size="1.2rem" stroke={2.4} aria-hidden />
            {kindsInWords[read.kind]}{' '}
            {read.kind === 'email' ? null : <span className={styles.digits}>{showRecipient(read)}</span>}
          </>
        ) : null}
      </output>
      {readings.length < 2 ? null : (
        <fieldset className={styles.choice}>
          <legend>Which number is this?</legend>
          {readings.map((reading) => (
            <Button
              key={reading.kind}
              variant={reading.kind === kind ? 'filled' : 'default'}
              aria-pressed={reading.kind === kind}
              onClick={() => onChoose(reading.kind)}
            >
              {kindsInWords[reading.kind]} {showRecipient(reading)}
            </Button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
