import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './copyable.module.css';

interface CopyableProps {
  readonly label: string;
  /** What is copied. */
  readonly value: string;
  /** How it is shown, where that is not as it is copied. */
  readonly children?: ReactNode;
}

/** Something to pass on: a number, a link. */
export function Copyable({ label, value, children }: CopyableProps) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const Sign = clipboard.copied ? IconCheck : IconCopy;
  return (
    <div className={styles.copyable}>
      <div className={styles.words}>
        <span className={styles.label}>{label}</span>
        <span className={styles.value}>{children ?? value}</span>
      </div>
      <Button
        size="sm"
        variant="default"
        aria-label={`Copy: ${label}`}
        leftSection={<Sign size="1.2rem" aria-hidden />}
        onClick={() => clipboard.copy(value)}
        className={styles.copy}
      >
        <span aria-live="polite">{clipboard.copied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  );
}
