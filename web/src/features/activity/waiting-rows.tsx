import { Skeleton, VisuallyHidden } from '@mantine/core';
import styles from './day-list.module.css';

const rows = 6;

/** The shape of the list that is coming, so that nothing jumps when it is there. */
export function WaitingRows() {
  return (
    <output>
      <VisuallyHidden>Your activity is loading.</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} aria-hidden>
          <Skeleton circle height="2.75rem" />
          <span className={styles.words}>
            <Skeleton component="span" height="1.1rem" className={styles.what} />
            <Skeleton component="span" height="1.1rem" width="5.5rem" className={styles.figures} />
          </span>
        </div>
      ))}
    </output>
  );
}
