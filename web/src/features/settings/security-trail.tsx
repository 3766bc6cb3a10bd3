import type { SecurityEvent } from '@akawo/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { akawo } from '../../api.ts';
import { Moment } from '../../design/index.ts';
import { describeDevice } from './describe-device.ts';
import { Inner } from './inner.tsx';
import { Pages } from './pages.tsx';
import { describeEvent } from './describe-event.ts';
import styles from './settings.module.css';

export function SecurityTrail() {
  const query = useInfiniteQuery({
    queryKey: ['security-events'],
    queryFn: ({ pageParam, signal }) =>
      akawo.listSecurityEvents({ query: pageParam === '' ? {} : { cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <Inner title="Security trail" lead="Everything that happened to the safety of your account, latest first.">
      <Pages what="The latest events" query={query} keyOf={({ id }) => id}>
        {(event) => <Event {...event} />}
      </Pages>
    </Inner>
  );
}

function Event({ kind, at, by_staff, address, user_agent }: SecurityEvent) {
  const { words, isAlarming } = describeEvent(kind);
  const Sign = isAlarming ? IconAlertTriangle : IconShieldCheck;
  const where = [user_agent === null ? null : describeDevice(user_agent), address].filter((part) => part !== null);
  return (
    <>
      <span className={styles.sign} data-alarming={isAlarming || undefined}>
        <Sign size="1.6rem" stroke={1.9} aria-hidden />
      </span>
      <div className={styles.words}>
        <span className={styles.title}>{words}</span>
        <span className={styles.what}>
          <Moment at={at} />
          {by_staff ? ', by Akawo' : ''}
        </span>
        {where.length === 0 ? null : <span className={styles.what}>{where.join(', ')}</span>}
      </div>
    </>
  );
}
