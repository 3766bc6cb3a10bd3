import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { dropLetterCode } from '../letter-code.ts';
import styles from './root.module.css';

/** What every screen has, whoever looks at it. */
export function Root() {
  useFocusOnNavigation();
  useLetterCodeOfThisScreenOnly();
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <Outlet />
    </>
  );
}

/** A new screen is announced by moving the focus to it, as a page load would; the first screen keeps the browser's own. */
function useFocusOnNavigation() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation !== undefined) document.getElementById('main')?.focus({ preventScroll: true });
      }),
    [router],
  );
}

/** What a letter allowed is allowed on the screen that it opened, and is gone with it. */
function useLetterCodeOfThisScreenOnly() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation !== undefined) dropLetterCode();
      }),
    [router],
  );
}
