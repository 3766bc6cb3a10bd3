import { type ReactNode, useEffect, useRef } from 'react';
import styles from './step-heading.module.css';

/** The heading of a step that follows another: the focus moves to it, so that a screen reader goes along. */
export function StepHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={styles.heading}>
      {children}
    </h1>
  );
}
