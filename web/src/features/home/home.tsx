import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Page } from '../../design/index.ts';
import { meQuery } from '../../queries.ts';
import { Actions } from './actions.tsx';
import { Balance } from './balance.tsx';
import { greetingAt } from './greeting.ts';
import { Receiving } from './receiving.tsx';
import { Unfinished } from './unfinished.tsx';
import styles from './home.module.css';

/** Comes after the balance, which nobody should wait for longer than he has to. */
const Latest = lazy(() => import('../activity/index.ts').then((activity) => ({ default: activity.Latest })));

export function Home() {
  const { data: me } = useQuery(meQuery);
  const [openedAt] = useState(() => new Date());
  const greeting = greetingAt(openedAt);
  return (
    <Page title="Your wallet" width="wide">
      <div className={styles.home}>
        <h1 className={styles.greeting}>{me === undefined ? `${greeting}.` : `${greeting}, ${me.first_name}.`}</h1>
        <Unfinished />
        <div className={styles.columns}>
          <Balance />
          <div className={styles.aside}>
            <Actions />
            <Receiving />
          </div>
          <div className={styles.latest}>
            <Suspense fallback={null}>
              <Latest />
            </Suspense>
          </div>
        </div>
      </div>
    </Page>
  );
}
