import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconChevronRight, IconDeviceMobile, IconKey, IconLock, type IconProps, IconShieldCheck } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Copyable, Page, Problem, Status, Waiting } from '../../design/index.ts';
import { meQuery } from '../../queries.ts';
import { SignOut } from '../sign-out/index.ts';
import styles from './settings.module.css';

export function Settings() {
  const { data: me, error, refetch } = useQuery(meQuery);
  const hasPin = me?.actions_required.every(({ code }) => code !== 'set_pin') ?? true;
  return (
    <Page title="Settings" width="wide">
      <div className={styles.screen}>
        <h1>Settings</h1>
        <section className={styles.person} aria-label="You">
          {error === null ? null : <Problem error={error} retry={() => void refetch()} />}
          {me === undefined && error === null ? <Waiting what="Your details are on their way." lines={3} /> : null}
          {me === undefined ? null : (
            <>
              <p className={styles.name}>{`${me.first_name} ${me.last_name}`}</p>
              <p>{me.email}</p>
              <p>{me.phone_number ?? 'No phone number yet'}</p>
              {me.email_verified ? (
                <Status tone="good">Email confirmed</Status>
              ) : (
                <Link to="/verify-email" className={styles.confirm}>
                  <Status tone="warn">Confirm your email address</Status>
                </Link>
              )}
            </>
          )}
        </section>
        <nav aria-label="Settings">
          <ul className={styles.ways}>
            <Way to="/settings/pin" Sign={IconLock} title="PIN" what={hasPin ? 'Confirms each payment' : 'Not set yet'} />
            <Way to="/settings/password" Sign={IconKey} title="Password" what="Opens your wallet" />
            <Way to="/settings/devices" Sign={IconDeviceMobile} title="Devices" what="Where you are signed in" />
            <Way to="/settings/security" Sign={IconShieldCheck} title="Security trail" what="What happened to your account" />
          </ul>
        </nav>
        {me === undefined ? null : (
          <section className={styles.panel} aria-labelledby="invite">
            <h2 id="invite">Invite a friend</h2>
            <Copyable label="Your invitation link" value={`${window.location.origin}/sign-up?ref=${me.referral_code}`}>
              {me.referral_code}
            </Copyable>
          </section>
        )}
        <SignOut />
      </div>
    </Page>
  );
}

interface WayProps {
  readonly to: '/settings/pin' | '/settings/password' | '/settings/devices' | '/settings/security';
  readonly Sign: ComponentType<IconProps>;
  readonly title: string;
  readonly what: string;
}

function Way({ to, Sign, title, what }: WayProps) {
  return (
    <li>
      <Link to={to} className={styles.way}>
        <Sign size="1.6rem" stroke={2} aria-hidden />
        <span className={styles.words}>
          <span className={styles.title}>{title}</span>
          <span className={styles.what}>{what}</span>
        </span>
        <IconChevronRight size="1.4rem" aria-hidden />
      </Link>
    </li>
  );
}
