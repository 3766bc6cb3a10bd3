import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './status.module.css';

export type Tone = 'good' | 'busy' | 'warn' | 'bad';

const signs = { good: IconCircleCheck, busy: IconCircleDashed, warn: IconAlertTriangle, bad: IconCircleX };

/** How something stands, in words; the shape says it too, for those who do not see the colour. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Sign = signs[tone];
  return (
    <span className={styles.status} data-tone={tone}>
      <Sign size="1.3em" stroke={2.2} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
