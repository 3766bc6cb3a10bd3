import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Copyable } from '../../design/index.ts';
import { walletQuery } from '../../queries.ts';
import styles from './home.module.css';

/** How money gets in: by the number that one gives to others. */
export function Receiving() {
  const { data: wallet } = useQuery(walletQuery);
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
      <p className={styles.hint}>
        Give it to whoever pays you from an Akawo wallet; the money is there at once. Adding money from a bank or card comes
        later.
      </p>
    </section>
  );
}

/** Read aloud over a market stall, thirteen digits need pauses. */
function inGroups(number: string): string {
  return number.replace(/^(\d{4})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
}
