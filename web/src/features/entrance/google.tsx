import { Button } from '@mantine/core';
import { session } from '../../api.ts';
import styles from './entrance.module.css';

/** Leads to Google and back to this tab, signed in. */
export function Google() {
  return (
    <>
      <p className={styles.or}>or</p>
      <Button
        component="a"
        href="/api/v1/auth/google"
        onClick={session.expect}
        variant="default"
        fullWidth
        className={styles.google}
        leftSection={<Mark />}
      >
        Continue with Google
      </Button>
    </>
  );
}

const circle = 'A18.5 18.5 0 0 0';

function Mark() {
  return (
    <svg viewBox="0 0 48 48" width="1.4rem" height="1.4rem" fill="none" strokeWidth={9} aria-hidden>
      <path stroke="#ea4335" d={`M38.17 12.11${circle} 7.23 16.18`} />
      <path stroke="#fbbc05" d={`M7.23 16.18${circle} 7.23 31.82`} />
      <path stroke="#34a853" d={`M7.23 31.82${circle} 35.89 38.17`} />
      <path stroke="#4285f4" d={`M35.89 38.17${circle} 42.5 24H25`} />
    </svg>
  );
}
