import type { Currency } from '@akawo/money';
import type { Wallet } from '@akawo/sdk';
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useAmountsHidden } from '../../amounts-hidden.ts';
import { Cowries, Money, Problem, Status } from '../../design/index.ts';
import { walletQuery } from '../../queries.ts';
import styles from './balance.module.css';

const everyTwentySeconds = 20_000;

/** What there is, big enough to be read at arm's length in the sun. */
export function Balance() {
  const { data: wallet, error, refetch } = useQuery({ ...walletQuery, refetchInterval: everyTwentySeconds });
  const [isHidden, setHidden] = useAmountsHidden();
  const Eye = isHidden ? IconEye : IconEyeOff;
  return (
    <section className={styles.card} aria-label="Balance" aria-busy={wallet === undefined && error === null}>
      <Cowries first="plain" className={styles.pattern} />
      <div className={styles.head}>
        <h2 className={styles.label}>You can spend</h2>
        <ActionIcon
          onClick={() => setHidden(!isHidden)}
          aria-label={isHidden ? 'Show amounts' : 'Hide amounts'}
          className={styles.eye}
        >
          <Eye size="1.6rem" stroke={2} aria-hidden />
        </ActionIcon>
      </div>
      {wallet === undefined && error !== null ? null : <Figures wallet={wallet} isHidden={isHidden} />}
      {wallet === undefined ? null : <Standing {...wallet} />}
      {error === null ? null : (
        <div className={styles.trouble}>
          <Problem error={error} retry={() => void refetch()}>
            {wallet === undefined ? null : <p>What you see above may be old.</p>}
          </Problem>
        </div>
      )}
      <div className={styles.ways}>
        <Button component={Link} to="/send" className={styles.send}>
          Send
        </Button>
        <Button component={Link} to="/activity" className={styles.activity}>
          Activity
        </Button>
      </div>
    </section>
  );
}

interface FiguresProps {
  readonly wallet: Wallet | undefined;
  readonly isHidden: boolean;
}

function Figures({ wallet, isHidden }: FiguresProps) {
  return (
    <>
      <p className={styles.available}>
        <Amount wallet={wallet} of="available" size="display" isHidden={isHidden} />
      </p>
      <dl className={styles.parts}>
        <div>
          <dt>In the wallet</dt>
          <dd>
            <Amount wallet={wallet} of="balance" isHidden={isHidden} />
          </dd>
        </div>
        <div>
          <dt>On hold</dt>
          <dd>
            <Amount wallet={wallet} of="held" isHidden={isHidden} />
          </dd>
        </div>
      </dl>
    </>
  );
}

interface AmountProps extends FiguresProps {
  readonly of: 'available' | 'balance' | 'held';
  readonly size?: 'text' | 'display';
}

/** Keeps its place while the amount is on its way. */
function Amount({ wallet, of, size = 'text', isHidden }: AmountProps) {
  if (wallet === undefined)
    return <Skeleton component="span" width={size === 'display' ? '70%' : '5.5rem'} className={styles.coming} />;
  // The server opens wallets only in currencies that `money` knows.
  const currency = wallet.currency as Currency;
  return <Money amount={wallet[of]} currency={currency} size={size} hidden={isHidden} />;
}

function Standing({ is_active, is_locked }: Wallet) {
  if (is_locked) {
    return (
      <p className={styles.standing}>
        <Status tone="warn">Locked by support: nothing leaves this wallet. Write to support to hear why.</Status>
      </p>
    );
  }
  if (!is_active) {
    return (
      <p className={styles.standing}>
        <Status tone="warn">Paused by you: money comes in, and nothing leaves.</Status>
      </p>
    );
  }
  return null;
}
