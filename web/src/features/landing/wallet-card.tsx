import { Logo, Money } from '../../design/index.ts';
import styles from './wallet-card.module.css';

const latest = [
  { who: 'Tunde, for 6 yards of lace', when: 'Just now', amount: 3_500_000, direction: 'in' },
  { who: 'Balógun traders’ circle', when: 'Today', amount: 1_000_000, direction: 'out' },
] as const;

/** A drawing of the wallet, made of the real components. */
export function WalletCard() {
  return (
    <div className={styles.phone}>
      <div className={styles.night}>
        <div className={styles.top}>
          <Logo size={24} />
          <span>Ẹniọlá’s wallet</span>
        </div>
        <div className={styles.balance}>
          <span>You can spend</span>
          <Money amount={24_850_000} currency="NGN" size="display" />
        </div>
        <div className={styles.actions}>
          <span>Send</span>
          <span>Add money</span>
        </div>
      </div>
      <ul className={styles.latest}>
        {latest.map(({ who, when, amount, direction }) => (
          <li key={who}>
            <span className={styles.who}>
              {who}
              <small>{when}</small>
            </span>
            <Money amount={amount} currency="NGN" direction={direction} />
          </li>
        ))}
      </ul>
    </div>
  );
}
