import { IconHandStop } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { RefusalInWords } from './refusal.ts';
import styles from './refused.module.css';

/** Why a payment does not go through, and what helps. */
export function Refused({ title, detail, remedy }: RefusalInWords) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div ref={box} role="alert" className={styles.refused}>
      <IconHandStop size="1.6rem" stroke={2} aria-hidden />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {detail === undefined ? null : <p>{detail}</p>}
        {remedy === undefined ? null : <p>{remedy}</p>}
        <p className={styles.calm}>Nothing was sent.</p>
      </div>
    </div>
  );
}
