import { IconArrowRight, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Money, Status } from '../../design/index.ts';
import styles from './pillars.module.css';

export function Pillars() {
  return (
    <section className={styles.section} aria-labelledby="what-it-does">
      <h2 id="what-it-does" className={styles.heading}>
        One place for your money, on your own or with people you trust.
      </h2>
      <div className={styles.pillars}>
        <Pillar where="At the stall" title="Hold it and send it" drawing={<Sending />}>
          See what you can spend, and what is on its way. Send to a phone number, an email or a wallet, and it is there before the
          customer has turned around.
        </Pillar>
        <Pillar where="In the circle" title="Save it together" drawing={<Turns />}>
          Everybody puts in the same, and each collects in turn. The pot is kept by Akawo, not under anybody’s mattress, and all
          can see who has paid.
        </Pillar>
        <Pillar where="In the terminal" title="Build on it" drawing={<Key />}>
          Everything that the app does is an API call that you can make too: wallets, transfers, airtime, webhooks. Open source,
          so you can read how.
        </Pillar>
      </div>
    </section>
  );
}

interface PillarProps {
  readonly where: string;
  readonly title: string;
  readonly drawing: ReactNode;
  readonly children: ReactNode;
}

function Pillar({ where, title, drawing, children }: PillarProps) {
  return (
    <article className={styles.pillar}>
      <div className={styles.drawing} aria-hidden>
        {drawing}
      </div>
      <p className={styles.where}>{where}</p>
      <h3>{title}</h3>
      <p>{children}</p>
    </article>
  );
}

function Sending() {
  return (
    <div className={styles.sending}>
      <span className={styles.person}>You</span>
      <span className={styles.path}>
        <Money amount={500_000} currency="NGN" />
        <IconArrowRight size="1.6rem" stroke={2.4} />
      </span>
      <span className={styles.person} data-bright>
        Ada
      </span>
      <span className={styles.arrived}>
        <Status tone="good">Arrived</Status>
      </span>
    </div>
  );
}

function Turns() {
  const weeks = ['paid', 'paid', 'paid', 'now', 'later', 'later'];
  return (
    <ol className={styles.turns}>
      {weeks.map((turn, week) => (
        <li key={week} data-turn={turn}>
          <span>Week</span>
          {week + 1}
        </li>
      ))}
    </ol>
  );
}

function Key() {
  return (
    <div className={styles.key}>
      <IconLock size="1.4rem" stroke={2.2} />
      <span>ak_test_7Qm••••••••</span>
      <small>read</small>
      <small>transfer</small>
    </div>
  );
}
