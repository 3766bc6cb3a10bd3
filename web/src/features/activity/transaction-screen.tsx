import { AkawoProblem, type TransactionDetail } from '@akawo/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { useAmountsHidden } from '../../amounts-hidden.ts';
import { Money, Page, Problem, Status, Waiting } from '../../design/index.ts';
import { Receipt } from './receipt.tsx';
import { Timeline } from './timeline.tsx';
import { asMoney, transactionQuery } from './transactions.ts';
import styles from './transaction-screen.module.css';
import { otherSide, statusInWords } from './words.ts';

/** One transaction with everything that happened to it. */
export function TransactionScreen() {
  const { id = '' } = useParams({ strict: false });
  const { data, error, isPending, refetch } = useQuery(transactionQuery(id));
  return (
    <Page title="Transaction" width="narrow">
      <div className={styles.screen}>
        <Link to="/activity" className={styles.back}>
          <IconArrowLeft size="1.3rem" aria-hidden />
          Activity
        </Link>
        {data === undefined ? <h1>Transaction</h1> : null}
        {isPending ? <Waiting what="The transaction is loading." lines={6} /> : null}
        {error === null ? null : <Problem error={error} {...(isFinal(error) ? {} : { retry: () => void refetch() })} />}
        {data === undefined ? null : <Known transaction={data} />}
      </div>
    </Page>
  );
}

/** Asking again for what is not there finds it no sooner. */
function isFinal(error: Error): boolean {
  return error instanceof AkawoProblem && error.status === 404;
}

function Known({ transaction }: { transaction: TransactionDetail }) {
  const { direction, currency, balance_after, failure } = transaction;
  const [isHidden] = useAmountsHidden();
  const { tone, words } = statusInWords(transaction);
  return (
    <>
      <header className={styles.head}>
        <h1>
          {direction === 'in' ? 'From' : 'To'} {otherSide(transaction)}
        </h1>
        <Money {...asMoney(transaction)} direction={direction} size="display" />
        <Status tone={tone}>{words}</Status>
        {failure === null ? null : <p>{failure.message}</p>}
        {balance_after === null ? null : (
          <p className={styles.after}>
            Balance after <Money {...asMoney({ amount: balance_after, currency })} hidden={isHidden} />
          </p>
        )}
      </header>
      <Timeline steps={transaction.timeline} />
      <Receipt transaction={transaction} />
    </>
  );
}
