import { type ReactNode, useEffect } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** `wide` leaves the width to the sections inside; `narrow` suits one form or one message. */
  readonly width?: 'wide' | 'text' | 'narrow';
  readonly children: ReactNode;
}

/** The main part of a screen: it names the browser tab and keeps the measure. */
export function Page({ title, width = 'text', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Akawo`;
  }, [title]);
  return (
    <main id="main" tabIndex={-1} className={styles.page} data-width={width}>
      {children}
    </main>
  );
}
