import type { ReactNode } from 'react';
import { Cowries, Page } from '../../design/index.ts';
import styles from './entrance.module.css';

interface EntranceProps {
  /** For the browser's tab. */
  readonly title: string;
  readonly heading: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
  /** Where else somebody may want to go from here. */
  readonly elsewhere?: ReactNode;
}

/** The frame of every screen on the way in. */
export function Entrance({ title, heading, lead, children, elsewhere }: EntranceProps) {
  return (
    <Page title={title} width="wide">
      <div className={styles.screen}>
        <div className={styles.panel} aria-hidden>
          <Cowries className={styles.pattern} />
        </div>
        <div className={styles.column}>
          <div className={styles.intro}>
            <h1>{heading}</h1>
            <p>{lead}</p>
          </div>
          {children}
          {elsewhere === undefined ? null : <p className={styles.elsewhere}>{elsewhere}</p>}
          <p className={styles.foot}>
            Akawo never asks for your password or PIN by phone, SMS or chat. If somebody does, it is not us.
          </p>
        </div>
      </div>
    </Page>
  );
}
