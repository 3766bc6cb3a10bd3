import { Button } from '@mantine/core';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useSyncExternalStore } from 'react';
import { session } from '../api.ts';
import { Logo, SchemeToggle } from '../design/index.ts';
import styles from './shell.module.css';

/** What surrounds every screen that is open to strangers. */
export function Shell() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

export function Frame({ children }: { children: ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <div className={styles.shell}>
      <header className={styles.header} data-on-hero={path === '/' || undefined}>
        <Link to="/" className={styles.home} aria-label="Akawo, start">
          <Logo />
        </Link>
        <nav className={styles.nav} aria-label="Main">
          <a href="/docs" className={styles.docs}>
            API docs
          </a>
          <SchemeToggle />
          {path === '/sign-in' ? null : <WayIn />}
        </nav>
      </header>
      {children}
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

function WayIn() {
  const person = useSyncExternalStore(session.subscribe, session.person);
  return (
    <Button component={Link} to={person === undefined ? '/sign-in' : '/home'} size="sm" className={styles.signIn}>
      {person === undefined ? 'Sign in' : 'Your wallet'}
    </Button>
  );
}
