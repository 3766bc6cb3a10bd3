import { Link, Outlet } from '@tanstack/react-router';
import { IconHistory, IconHome, IconSend, IconSettings } from '@tabler/icons-react';
import { Fragment, useSyncExternalStore } from 'react';
import { session } from '../api.ts';
import { Logo, SchemeToggle } from '../design/index.ts';
import { SignOut } from '../features/sign-out/index.ts';
import styles from './members-shell.module.css';

const places = [
  { to: '/home', label: 'Home', Sign: IconHome },
  { to: '/send', label: 'Send', Sign: IconSend },
  { to: '/activity', label: 'Activity', Sign: IconHistory },
  { to: '/settings', label: 'Settings', Sign: IconSettings },
] as const;

/** What surrounds the screens of whoever is signed in: the places under the thumb on a phone, at the side where there is room. */
export function MembersShell() {
  const person = useSyncExternalStore(session.subscribe, session.person);
  return (
    <div className={styles.shell}>
      <header className={styles.top}>
        <Link to="/home" className={styles.logo} aria-label="Akawo, home">
          <Logo size={32} />
        </Link>
        <SchemeToggle />
      </header>
      <nav className={styles.places} aria-label="Main">
        {places.map(({ to, label, Sign }) => (
          <Link key={to} to={to} className={styles.place}>
            <Sign size="1.6rem" stroke={2} aria-hidden />
            {label}
          </Link>
        ))}
        <div className={styles.out}>
          <SignOut variant="subtle" />
        </div>
      </nav>
      {/* Whoever signs out leaves nothing behind that could go on asking in nobody's name. */}
      {person === undefined ? null : (
        <Fragment key={person}>
          <Outlet />
        </Fragment>
      )}
    </div>
  );
}
