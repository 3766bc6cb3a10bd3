import { Button, TextInput } from '@mantine/core';
import type { Wallet } from '@akawo/sdk';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';
import { useAmountsHidden } from '../../amounts-hidden.ts';
import { Money, Problem } from '../../design/index.ts';
import { knownCurrency } from '../activity/index.ts';
import { AmountField } from './amount-field.tsx';
import { type Draft, explainOrder, isOrder, type Offer, type Order, readDraft, slipOf, type Slips } from './order.ts';
import styles from './order-form.module.css';
import { RecentRecipients } from './recent-recipients.tsx';
import { RecipientField } from './recipient-field.tsx';
import { type Refusal, refusalInWords } from './refusal.ts';
import { Refused } from './refused.tsx';

interface OrderFormProps {
  readonly payer: string;
  readonly wallet: Wallet;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
  readonly refusal: Refusal | undefined;
  readonly onAnswer: (offer: Offer) => void;
}

const longestNote = 140;

export function OrderForm({ payer, wallet, draft, setDraft, refusal, onAnswer }: OrderFormProps) {
  const currency = knownCurrency(wallet.currency);
  const [isHidden] = useAmountsHidden();
  const [slips, setSlips] = useState<Slips>({});
  const form = useRef<HTMLFormElement>(null);
  const question = useMutation({
    mutationFn: (order: Order) => explainOrder(order, payer),
    onSuccess: onAnswer,
    onError: (error) => focusField(slipOf(error)?.field),
  });

  const change = (changed: Partial<Draft>) => {
    question.reset();
    setSlips(({ to, amount }) => ({ ...('to' in changed ? {} : { to }), ...('amount' in changed ? {} : { amount }) }));
    setDraft({ ...draft, ...changed });
  };
  const focusField = (name: 'to' | 'amount' | undefined) => {
    if (name !== undefined) form.current?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.focus();
  };
  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    if (question.isPending) return;
    const read = readDraft(draft, currency);
    if (isOrder(read)) return question.mutate(read);
    setSlips(read);
    focusField(read.to === undefined ? 'amount' : 'to');
  };

  const slip = slipOf(question.error);
  const refused = refusal && refusalInWords(refusal);
  const errorOf = (field: 'to' | 'amount') => slips[field] ?? (slip?.field === field ? slip.title : undefined);
  return (
    <form ref={form} noValidate className={styles.form} onSubmit={ask}>
      <h1>Send money</h1>
      <div className={styles.to}>
        <RecipientField
          typed={draft.to}
          kind={draft.kind}
          error={errorOf('to')}
          isRefused={refused?.field === 'to'}
          onType={(to) => change({ to, kind: undefined })}
          onChoose={(kind) => change({ to: draft.to, kind })}
        />
        {refused?.field === 'to' ? <Refused key={refused.title} {...refused} /> : null}
        <RecentRecipients isOpen={draft.to === ''} onChoose={({ kind, value }) => change({ to: value, kind })} />
      </div>
      <AmountField
        text={draft.amount}
        currency={currency}
        error={errorOf('amount')}
        isRefused={refused?.field === 'amount'}
        onType={(amount) => change({ amount })}
        hint={
          <>
            You can spend <Money amount={wallet.available} currency={currency} hidden={isHidden} />
          </>
        }
      />
      {refused?.field === 'amount' ? <Refused key={refused.title} {...refused} /> : null}
      <TextInput
        label="What is it for? (optional)"
        name="note"
        description="They see it too."
        value={draft.note}
        maxLength={longestNote}
        autoComplete="off"
        onChange={({ currentTarget }) => change({ note: currentTarget.value })}
      />
      {refused !== undefined && refused.field === undefined ? <Refused key={refused.title} {...refused} /> : null}
      {question.error === null || slip !== undefined ? null : <Problem error={question.error} />}
      <Button type="submit" fullWidth loading={question.isPending}>
        Continue
      </Button>
    </form>
  );
}
