import type { Currency } from '@akawo/money';
import type { TransferExplanation } from '@akawo/sdk';
import { Money } from '../../design/index.ts';
import styles from './charges.module.css';

/** What it costs, line by line, what leaves the wallet and what stays in it. */
export function Charges({ explanation, currency }: { explanation: TransferExplanation; currency: Currency }) {
  const { charges, total, available_after: left } = explanation;
  return (
    <dl className={styles.charges}>
      <Line what="Fee" amount={charges?.fee ?? 0} currency={currency} />
      <Line what="VAT on the fee" amount={charges?.vat ?? 0} currency={currency} />
      <Line what="Stamp duty" amount={charges?.stamp_duty ?? 0} currency={currency} />
      <Line what="Leaves your wallet" amount={total} currency={currency} isSum />
      {left === null ? null : <Line what="You have left" amount={left} currency={currency} />}
    </dl>
  );
}

function Line({ what, amount, currency, isSum = false }: { what: string; amount: number; currency: Currency; isSum?: boolean }) {
  return (
    <div className={styles.line} data-sum={isSum || undefined}>
      <dt>{what}</dt>
      <dd>
        <Money amount={amount} currency={currency} />
      </dd>
    </div>
  );
}
