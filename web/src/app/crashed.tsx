import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Page, Problem } from '../design/index.ts';
import { isOutOfReach, OutOfReach } from './out-of-reach.tsx';
import styles from './message.module.css';

/** The screen could not be opened: by a bug of ours, or because nobody answers. The way out stays open. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const openAgain = () => {
    reset();
    void router.invalidate();
  };
  if (isOutOfReach(error)) return <OutOfReach error={error} openAgain={openAgain} />;
  return (
    <Page title="Something broke" width="narrow">
      <div className={styles.message}>
        <h1>This screen fell over.</h1>
        <Problem error={error}>
          <p>If you were sending money, look at your activity before you send it again.</p>
        </Problem>
        <div className={styles.ways}>
          <Button onClick={openAgain}>Open it again</Button>
          <a href="/">Go to the start</a>
        </div>
      </div>
    </Page>
  );
}
