import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Cowries, Page } from '../design/index.ts';
import styles from './message.module.css';

export function NotFound() {
  return (
    <Page title="No such page" width="narrow">
      <div className={styles.message}>
        <Cowries size={120} first="empty" className={styles.seats} />
        <h1>Nobody sits here.</h1>
        <p>This address leads nowhere. It may have moved, or there is a mistake in the spelling. Your money is where it was.</p>
        <div className={styles.ways}>
          <Button component={Link} to="/">
            Go to the start
          </Button>
          <a href="/docs">Read the API docs</a>
        </div>
      </div>
    </Page>
  );
}
