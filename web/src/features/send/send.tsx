import type { Me, Wallet } from '@akawo/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Page, Problem, Waiting } from '../../design/index.ts';
import { meQuery, walletQuery } from '../../queries.ts';
import { Confirmation } from './confirmation.tsx';
import { emptyDraft, type Offer } from './order.ts';
import { OrderForm } from './order-form.tsx';
import type { Refusal } from './refusal.ts';
import styles from './send.module.css';
import { Sent } from './sent.tsx';
import { UnderWay } from './under-way.tsx';
import { type PaymentInHand, usePayment } from './use-payment.ts';

export function Send() {
  const me = useQuery(meQuery);
  const wallet = useQuery(walletQuery);
  if (me.data !== undefined && wallet.data !== undefined) return <Steps me={me.data} wallet={wallet.data} />;
  const failed = [me, wallet].find(({ error }) => error !== null);
  return (
    <Page title="Send money" width="narrow">
      <h1 className={styles.title}>Send money</h1>
      {failed === undefined ? (
        <Waiting what="Your wallet is loading." lines={6} />
      ) : (
        <Problem error={failed.error} retry={() => void Promise.all([me.refetch(), wallet.refetch()])} />
      )}
    </Page>
  );
}

/** From whom and how much to the receipt. The phone's own way back leads from the confirmation to the form. */
function Steps({ me, wallet }: { me: Me; wallet: Wallet }) {
  const { step } = useSearch({ strict: false });
  const navigate = useNavigate();
  const hand = usePayment(me.id);
  const [draft, setDraft] = useState(emptyDraft);
  const [offer, setOffer] = useState<Offer>();
  const [refusal, setRefusal] = useState<Refusal>();
  const { payment } = hand;

  const toForm = () => void navigate({ to: '/send', replace: true });
  const startAgain = () => {
    setDraft(emptyDraft);
    setOffer(undefined);
    setRefusal(undefined);
    hand.leave();
    toForm();
  };

  if (payment.kind === 'sent') {
    return (
      <Page title="Sent" width="narrow">
        <Sent transaction={payment.transaction} to={payment.intention.to} again={startAgain} />
      </Page>
    );
  }
  if (isInHand(payment)) {
    return (
      <Page title="Sending" width="narrow">
        <UnderWay payment={payment} hand={hand} leave={startAgain} />
      </Page>
    );
  }
  if (step === 'confirm' && offer !== undefined && payment.kind !== 'refused') {
    return (
      <Page title="Check and send" width="narrow">
        <Confirmation offer={offer} send={hand.send} change={toForm} />
      </Page>
    );
  }
  return (
    <Page title="Send money" width="narrow">
      <OrderForm
        payer={me.id}
        wallet={wallet}
        draft={draft}
        setDraft={(next) => {
          setRefusal(undefined);
          if (payment.kind === 'refused') hand.leave();
          setDraft(next);
        }}
        refusal={payment.kind === 'refused' ? payment.refusal : refusal}
        onAnswer={(answer) => {
          if (payment.kind === 'refused') hand.leave();
          setOffer(answer);
          setRefusal(answer.explanation.refusal ?? undefined);
          if (answer.explanation.would_succeed) void navigate({ to: '/send', search: { step: 'confirm' } });
        }}
      />
    </Page>
  );
}

type Open = Extract<PaymentInHand['payment'], { readonly kind: 'left_open' | 'under_way' | 'unconfirmed' | 'unknown' }>;

function isInHand(payment: PaymentInHand['payment']): payment is Open {
  return ['left_open', 'under_way', 'unconfirmed', 'unknown'].includes(payment.kind);
}
