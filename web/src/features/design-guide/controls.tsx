import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Section } from './section.tsx';
import styles from './design-guide.module.css';

export function Controls() {
  return (
    <Section
      title="Controls"
      rule="At least 48 px high. One filled button on a screen. A field says what is wrong, in words, beside itself."
    >
      <div className={styles.row}>
        <Button>Send money</Button>
        <Button variant="outline">Add money</Button>
        <Button loading>Sending</Button>
        <Button disabled>Not yet</Button>
      </div>
      <TextInput
        label="Phone number"
        description="The number that your friend uses."
        inputMode="tel"
        placeholder="0803 000 0000"
      />
      <TextInput label="Amount" inputMode="decimal" defaultValue="12,00.0" error="Write the amount as 1,200 or 1,200.50." />
      <PasswordInput
        label="Password"
        autoComplete="off"
        defaultValue="not a secret"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
      />
    </Section>
  );
}
