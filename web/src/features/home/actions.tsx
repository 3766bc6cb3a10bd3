import type { RequiredAction } from '@akawo/sdk';
import { useQuery } from '@tanstack/react-query';
import { IconChevronRight, IconLock, IconMail, type IconProps, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { Problem } from '../../design/index.ts';
import { meQuery } from '../../queries.ts';
import styles from './home.module.css';

const signs: Readonly<Record<string, ComponentType<IconProps>>> = { verify_email: IconMail, set_pin: IconLock };

/** What there is for the person to do, most urgent first; nothing when there is nothing. */
export function Actions() {
  const { data: me, error, refetch } = useQuery(meQuery);
  if (me === undefined) return error === null ? null : <Problem error={error} retry={() => void refetch()} />;
  if (me.actions_required.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="actions">
      <h2 id="actions" className={styles.heading}>
        For you to do
      </h2>
      <ul className={styles.actions}>
        {me.actions_required.map((action) => (
          <Action key={action.code} {...action} />
        ))}
      </ul>
    </section>
  );
}

function Action({ code, title, action_url }: RequiredAction) {
  const Sign = signs[code] ?? IconUser;
  const { pathname, search } = new URL(action_url);
  return (
    <li>
      <Link to={`${pathname}${search}`} className={styles.action}>
        <Sign size="1.5rem" stroke={2} aria-hidden />
        <span>{title}</span>
        <IconChevronRight size="1.4rem" aria-hidden />
      </Link>
    </li>
  );
}
