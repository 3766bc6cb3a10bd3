import { Link } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Page } from '../../design/index.ts';
import styles from './settings.module.css';

/** A screen behind the settings, with the way back to them. */
export function Inner({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <Page title={title} width="wide">
      <div className={styles.screen}>
        <div className={styles.intro}>
          <Link to="/settings" className={styles.back}>
            <IconArrowLeft size="1.3rem" stroke={2.2} aria-hidden />
            Settings
          </Link>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
        {children}
      </div>
    </Page>
  );
}
