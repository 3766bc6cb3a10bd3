import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import styles from './snippet.module.css';

/** Code to read and to take along. */
export function Snippet({ title, code }: { title: string; code: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const Sign = clipboard.copied ? IconCheck : IconCopy;
  return (
    <figure className={styles.snippet}>
      <figcaption className={styles.bar}>
        <span>{title}</span>
        <Button
          size="sm"
          variant="transparent"
          className={styles.copy}
          leftSection={<Sign size="1.2rem" aria-hidden />}
          onClick={() => clipboard.copy(code)}
        >
          <span aria-live="polite">{clipboard.copied ? 'Copied' : 'Copy'}</span>
        </Button>
      </figcaption>
      <pre className={styles.code}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
