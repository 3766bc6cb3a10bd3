import { formatMoney, type Money as Amount } from '@akawo/money';
import styles from './money.module.css';

interface MoneyProps {
  readonly amount: Amount['amount'];
  readonly currency: Amount['currency'];
  /** `in` and `out` show a sign, and money that came in is green; without it the amount stands plain, as a balance. */
  readonly direction?: 'in' | 'out';
  /** Somebody may be looking over the shoulder: dots instead of digits, also for a screen reader. */
  readonly hidden?: boolean;
  readonly size?: 'text' | 'large' | 'display';
  readonly locale?: string;
}

const hiddenDigits = '••••';

/** The only way that money is shown: one line, digits of one width, a true minus sign. */
export function Money({ amount, currency, direction, hidden = false, size = 'text', locale = 'en-NG' }: MoneyProps) {
  const shown = hidden ? hiddenDigits : written({ amount, currency }, direction, locale);
  return (
    <data value={hidden ? undefined : amount} className={styles.money} data-direction={direction} data-size={size}>
      {hidden ? (
        <>
          <span aria-hidden>{shown}</span>
          <span className={styles.spoken}>hidden amount</span>
        </>
      ) : (
        shown
      )}
    </data>
  );
}

function written(money: Amount, direction: MoneyProps['direction'], locale: string): string {
  const signed = direction === undefined ? money : { ...money, amount: Math.abs(money.amount) * (direction === 'out' ? -1 : 1) };
  return formatMoney(signed, { locale, sign: direction === undefined ? 'auto' : 'always' }).replace('-', '−');
}
