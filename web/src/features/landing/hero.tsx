import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Cowries } from '../../design/index.ts';
import { SaversCircle } from './savers-circle.tsx';
import { WalletCard } from './wallet-card.tsx';
import styles from './hero.module.css';

export function Hero() {
  return (
    <section className={styles.hero}>
      <Cowries first="plain" className={styles.pattern} />
      <div className={styles.words}>
        <h1 className={styles.promise}>Keep money together.</h1>
        <p className={styles.lead}>
          A wallet for today’s sales. A savings circle for next month’s goods. An open API for whoever builds what comes after.
        </p>
        <div className={styles.ways}>
          <Button component={Link} to="/sign-up" className={styles.first}>
            Open a wallet
          </Button>
          <Button component="a" href="/docs" variant="outline" className={styles.second}>
            Build with the API
          </Button>
        </div>
      </div>
      <figure
        className={styles.picture}
        aria-label="A drawing: a wallet with its balance and latest payments, and in front of it a circle of eight people who save together."
      >
        <div aria-hidden>
          <WalletCard />
          <SaversCircle />
        </div>
      </figure>
    </section>
  );
}
