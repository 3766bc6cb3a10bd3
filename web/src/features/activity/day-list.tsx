import { Link } from '@tanstack/react-router';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import type { Transaction } from '@akawo/sdk';
import { Money, Status } from '../../design/index.ts';
import { useAmountsHidden } from '../../amounts-hidden.ts';
import { type Day, dayInWords, timeInWords } from './days.ts';
import styles from './day-list.module.css';
import { asMoney } from './transactions.ts';
import { otherSide, statusInWords, typesInWords } from './words.ts';

export function DayList({ day: { date, transactions } }: { day: Day }) {
  return (
    <section className={styles.day} aria-labelledby={`day-${date}`}>
      <h2 id={`day-${date}`}>{dayInWords(date)}</h2>
      <ul>
        {transactions.map((transaction) => (
          <li key={transaction.id}>
            <TransactionRow transaction={transaction} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TransactionRow({ transaction }: { transaction: Transaction }) {
  const { id, direction, narration, status, type, created_at } = transaction;
  const [isHidden] = useAmountsHidden();
  const Sign = direction === 'in' ? IconArrowDownLeft : IconArrowUpRight;
  const { tone, words } = statusInWords(transaction);
  return (
    <Link to="/activity/$id" params={{ id }} className={styles.row}>
      <span className={styles.sign} data-direction={direction} aria-hidden>
        <Sign size="1.4rem" stroke={2.2} />
      </span>
      <span className={styles.words}>
        <span className={styles.what}>
          <span className={styles.name}>{otherSide(transaction)}</span>
          <span className={styles.note}>{narration ?? typesInWords[type]}</span>
          {status === 'success' ? null : <Status tone={tone}>{words}</Status>}
        </span>
        <span className={styles.figures}>
          <Money {...asMoney(transaction)} direction={direction} hidden={isHidden} />
          <time dateTime={created_at}>{timeInWords(created_at)}</time>
        </span>
      </span>
    </Link>
  );
}
