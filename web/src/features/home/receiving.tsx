import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Copyable } from '../../design/index.ts';
import { walletQuery } from '../../queries.ts';
import styles from './home.module.css';

/** How money gets in: by the number that one gives to others. */
export function Receiving() {
  const { data: wallet, error } = useQuery(walletQuery);
  // That nobody answered is said where the balance would stand.
  if (wallet === undefined && error !== null) return null;
  return (
    <section className={styles.panel} aria-labelledby="receiving">
      <h2 id="receiving" className={styles.heading}>
        Be paid
      </h2>
      {wallet === undefined ? (
        <Skeleton height="3.25rem" />
      ) : (
        <Copyable label="Your wallet number" value={wallet.wallet_number}>
          {inGroups(wallet.wallet_number)}
        </Copyable>
      )}
      <p className={styles.hint}>Anybody with an Akawo wallet can use it to pay you, at once.</p>
    </section>
  );
}

/** Read aloud over a market stall, thirteen digits need pauses. */
function inGroups(number: string): string {
  return number.replace(/^(\d{4})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
}
