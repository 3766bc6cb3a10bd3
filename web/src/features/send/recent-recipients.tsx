import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Recipient } from '../../intention.ts';
import { recentlyPaidQuery } from './recently-paid.ts';
import { showRecipient } from './recipient.ts';
import styles from './recent-recipients.module.css';

/** "Bola A.": enough to tell people apart whom one knows. */
function briefly(name: string): string {
  const [first = '', ...others] = name.split(' ');
  const initial = others.at(-1)?.[0];
  return initial === undefined ? first : `${first} ${initial}.`;
}

/** Whom one has paid before, one touch away; nothing at all while that is not known. */
export function RecentRecipients({ isOpen, onChoose }: { isOpen: boolean; onChoose: (recipient: Recipient) => void }) {
  const { data = [] } = useQuery(recentlyPaidQuery);
  if (!isOpen || data.length === 0) return null;
  return (
    <section aria-label="People you have paid" className={styles.recent}>
      <ul>
        {data.map(({ to, name }) => (
          <li key={to.value}>
            <button type="button" onClick={() => onChoose(to)}>
              <span className={styles.initial} aria-hidden>
                {name[0]}
              </span>
              <span className={styles.name} aria-hidden>
                {briefly(name)}
              </span>
              <VisuallyHidden>
                {name}, {showRecipient(to)}
              </VisuallyHidden>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
