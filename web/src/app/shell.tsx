import { Button } from '@mantine/core';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Logo, SchemeToggle } from '../design/index.ts';
import styles from './shell.module.css';

/** What surrounds every public screen. */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  useFocusOnNavigation();
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.header} data-on-hero={path === '/' || undefined}>
        <Link to="/" className={styles.home} aria-label="Akawo, start">
          <Logo />
        </Link>
        <nav className={styles.nav} aria-label="Main">
          <a href="/docs" className={styles.docs}>
            API docs
          </a>
          <SchemeToggle />
          {path === '/sign-in' ? null : (
            <Button component={Link} to="/sign-in" size="sm" className={styles.signIn}>
              Sign in
            </Button>
          )}
        </nav>
      </header>
      <Outlet />
      <footer className={styles.footer}>
        <Logo size={30} />
        <p className={styles.meaning}>Àkàwọ̀: money that people put together, a little at a time.</p>
        <nav className={styles.links} aria-label="More">
          <a href="/docs">API docs</a>
          <a href="/openapi.json">OpenAPI</a>
          <Link to="/design">Design system</Link>
          <span>Open source, Apache-2.0</span>
        </nav>
      </footer>
    </div>
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
