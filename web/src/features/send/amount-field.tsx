import { currencies, type Currency, money } from '@akawo/money';
import { TextInput } from '@mantine/core';
import { type ChangeEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { readAmount, type Typed, typeAmount, writeAmount } from './amount-typing.ts';
import styles from './amount-field.module.css';

interface AmountFieldProps {
  readonly text: string;
  readonly currency: Currency;
  readonly error: string | undefined;
  readonly isRefused: boolean;
  readonly hint: ReactNode;
  readonly onType: (text: string) => void;
}

/** What people send most, in minor units; where we do not know, nothing is suggested. */
const usual: Partial<Record<Currency, readonly number[]>> = { NGN: [100_000, 200_000, 500_000, 1_000_000] };

/** An amount, large, in groups of three while it is typed; the cursor stays where the thumb put it. */
export function AmountField({ text, currency, error, isRefused, hint, onType }: AmountFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<Typed>({ text, caret: text.length });
  const { symbol, name } = currencies[currency];

  useLayoutEffect(() => {
    const { text: shown, caret } = before.current;
    if (shown === text && document.activeElement === field.current) field.current?.setSelectionRange(caret, caret);
  });

  const change = ({ currentTarget, nativeEvent }: ChangeEvent<HTMLInputElement>) => {
    const caret = currentTarget.selectionStart ?? currentTarget.value.length;
    const isPasted = 'inputType' in nativeEvent && ['insertFromPaste', 'insertFromDrop'].includes(String(nativeEvent.inputType));
    const typed = typeAmount({ text, caret: before.current.caret }, { text: currentTarget.value, caret, isPasted }, currency);
    before.current = typed;
    onType(typed.text);
  };
  return (
    <div className={styles.field}>
      <TextInput
        ref={field}
        label="Amount"
        name="amount"
        aria-label={`Amount in ${name}`}
        description={hint}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        classNames={{ root: styles.root, input: styles.input, section: styles.symbol, description: styles.hint }}
        leftSection={<span aria-hidden>{symbol}</span>}
        placeholder="0"
        inputMode="decimal"
        autoComplete="off"
        maxLength={40}
        value={text}
        error={error ?? isRefused}
        onChange={change}
        onBlur={() => {
          const amount = readAmount(text, currency);
          if (typeof amount !== 'string') onType(writeAmount(amount));
        }}
        onSelect={({ currentTarget }) => {
          before.current = { text: currentTarget.value, caret: currentTarget.selectionStart ?? currentTarget.value.length };
        }}
      />
      <fieldset className={styles.usual} aria-label="Usual amounts">
        {usual[currency]?.map((amount) => (
          <button key={amount} type="button" onClick={() => onType(writeAmount(money(amount, currency)))}>
            {symbol}
            {writeAmount(money(amount, currency))}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
