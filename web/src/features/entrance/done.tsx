import type { ReactNode } from 'react';
import { Note } from '../../design/index.ts';
import styles from './entrance.module.css';

/** It worked: says so to everybody, and holds the next step. */
export function Done({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={styles.form}>
      <Note tone="good" title={what} takesFocus />
      {children}
    </div>
  );
}
