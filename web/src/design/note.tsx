import { type ReactNode, useEffect, useRef } from 'react';
import styles from './note.module.css';
import { Status } from './status.tsx';

interface NoteProps {
  readonly tone: 'good' | 'warn';
  readonly title: string;
  readonly children?: ReactNode;
  /** For a note that takes the place of a form, and with it the focus. */
  readonly takesFocus?: boolean;
}

/** Something to know before one goes on: it went well, or it needs a look. */
export function Note({ tone, title, children, takesFocus = false }: NoteProps) {
  const note = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    if (takesFocus) note.current?.focus();
  }, [takesFocus]);
  return (
    <output ref={note} tabIndex={-1} className={styles.note} data-tone={tone}>
      <Status tone={tone}>{title}</Status>
      {children}
    </output>
  );
}
