import { formatMoney } from '@akawo/money';
import type { Transaction } from '@akawo/sdk';
import type { ReactNode } from 'react';
import { Money } from '../../design/index.ts';
import { momentInWords } from './days.ts';
import { ReceiptActions } from './receipt-actions.tsx';
import styles from './receipt.module.css';
import { asMoney, knownCurrency } from './transactions.ts';
import { otherSide, statusInWords, typesInWords } from './words.ts';

/** What was paid, for the one who paid or was paid, and for whoever he shows it to: without balances. */
export function Receipt({ transaction }: { transaction: Transaction }) {
  const { amount, charges, created_at, direction, fee, narration, reference, type } = transaction;
  const currency = knownCurrency(transaction.currency);
  const paid = (minor: number | undefined) => <Money amount={minor ?? 0} currency={currency} />;
  return (
    <section className={styles.receipt} aria-labelledby="receipt">
      <h2 id="receipt">Receipt</h2>
      <dl>
        <Row what={typesInWords[type]}>{statusInWords(transaction).words}</Row>
        <Row what={direction === 'in' ? 'From' : 'To'}>{otherSide(transaction)}</Row>
        <Row what="Amount">{paid(amount)}</Row>
        {fee === 0 ? null : (
          <>
            {charges.fee === undefined ? null : <Row what="Fee">{paid(charges.fee)}</Row>}
            {charges.vat === undefined ? null : <Row what="VAT on the fee">{paid(charges.vat)}</Row>}
            {charges.stamp_duty === undefined ? null : <Row what="Stamp duty">{paid(charges.stamp_duty)}</Row>}
            <Row what="Paid in all">{paid(amount + fee)}</Row>
          </>
        )}
        {narration === null ? null : <Row what="For">{narration}</Row>}
        <Row what="When">
          <time dateTime={created_at}>{momentInWords(created_at)}</time>
        </Row>
        <Row what="Reference">
          <span className={styles.reference}>{reference}</span>
        </Row>
      </dl>
      <ReceiptActions transaction={transaction} text={inOneText(transaction)} />
    </section>
  );
}

function Row({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** For a message to somebody. */
function inOneText(transaction: Transaction): string {
  const { created_at, direction, narration, reference } = transaction;
  const side = direction === 'in' ? 'from' : 'to';
  return [
    `${formatMoney(asMoney(transaction), { locale: 'en-NG' })} ${side} ${otherSide(transaction)}`,
    narration,
    `${statusInWords(transaction).words}, ${momentInWords(created_at)}`,
    `Akawo reference ${reference}`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}
