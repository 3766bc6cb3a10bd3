import type { ReactNode } from 'react';
import styles from './design-guide.module.css';

export function Section({ title, rule, children }: { title: string; rule: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div className={styles.about}>
        <h2>{title}</h2>
        <p>{rule}</p>
      </div>
      <div className={styles.sample}>{children}</div>
    </section>
  );
}
