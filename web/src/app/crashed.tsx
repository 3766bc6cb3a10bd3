import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Page, Problem } from '../design/index.ts';
import styles from './message.module.css';

/** A bug of ours reached the screen: say so, keep the way out open. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="Something broke" width="narrow">
      <div className={styles.message}>
        <h1>This screen fell over.</h1>
        <Problem error={error}>
          <p>If you were sending money, look at your activity before you send it again.</p>
        </Problem>
        <div className={styles.ways}>
          <Button onClick={reset}>Open it again</Button>
          <a href="/">Go to the start</a>
        </div>
      </div>
    </Page>
  );
}
