import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import styles from './settings.module.css';

/** Brings up the digits on a phone, and is not offered to be kept as a password. */
export function PinField(props: PasswordInputProps) {
  return (
    <PasswordInput
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the PIN', tabIndex: 0 }}
      {...props}
      classNames={{ innerInput: styles.digits ?? '' }}
    />
  );
}
