import { Button } from '@mantine/core';
import { Note } from '../../design/index.ts';
import styles from './entrance.module.css';

interface LetterSentProps {
  readonly to: string;
  readonly words: string;
  readonly again: () => void;
}

export function LetterSent({ to, words, again }: LetterSentProps) {
  return (
    <div className={styles.form}>
      <Note tone="good" title="Look into your mail" takesFocus>
        <span className={styles.address}>{to}</span>
        <span>{words}</span>
        <span>Nothing there after a few minutes? Look under spam, too.</span>
      </Note>
      <Button variant="outline" fullWidth onClick={again}>
        Send it once more
      </Button>
    </div>
  );
}
