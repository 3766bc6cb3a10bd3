import { AkawoProblem, AkawoUnreachable } from '@akawo/sdk';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './problem.module.css';

interface ProblemProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** More for this very place, such as where to go instead. */
  readonly children?: ReactNode;
}

/** What went wrong, in plain words, with what a person can do about it. */
export function Problem({ error, retry, children }: ProblemProps) {
  const { title, detail } = inWords(error);
  const Sign = error instanceof AkawoUnreachable ? IconWifiOff : IconAlertTriangle;
  return (
    <div role="alert" className={styles.problem}>
      <Sign size="1.6rem" stroke={2} aria-hidden />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {detail === undefined ? null : <p>{detail}</p>}
        {children}
        {error instanceof AkawoProblem && error.request_id !== undefined ? (
          <p className={styles.quote}>
            When you ask for help, quote <code>{error.request_id}</code>
          </p>
        ) : null}
        {retry === undefined ? null : (
          <Button size="md" onClick={retry} className={styles.retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

function inWords(error: unknown): { title: string; detail?: string | undefined } {
  // Where there is nothing more to say, the server says the same twice.
  if (error instanceof AkawoProblem)
    return { title: error.title, detail: error.detail === error.title ? undefined : error.detail };
  if (error instanceof AkawoUnreachable) {
    return { title: 'We cannot reach Akawo.', detail: 'Check your data or Wi-Fi, then try again.' };
  }
  return { title: 'Something broke on this screen.', detail: 'It is our mistake, not yours.' };
}
