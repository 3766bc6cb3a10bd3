import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { AkawoProblem } from '@akawo/sdk';
import { akawo } from '../../api.ts';
import { Money, Problem } from '../../design/index.ts';
import type { Intention } from '../../intention.ts';
import { timeInWords } from '../activity/index.ts';
import { PinPad } from './pin-pad.tsx';
import styles from './pin-step.module.css';
import { StepHeading } from './step-heading.tsx';

interface PinStepProps {
  readonly intention: Intention;
  /** Given what the PIN was exchanged for: leave for this one payment. The PIN itself goes no further. */
  readonly onToken: (pinToken: string) => void;
  readonly back?: () => void;
}

export function PinStep({ intention, onToken, back }: PinStepProps) {
  const exchange = useMutation({
    mutationFn: (pin: string) => akawo.verifyPin({ body: { pin, intent: confirmable(intention) } }),
    // Neither the PIN nor the token stays in the memory of what was asked.
    gcTime: 0,
    onSuccess: ({ pin_token }) => onToken(pin_token),
  });
  const { error } = exchange;
  const refusal = error instanceof AkawoProblem ? error : undefined;
  const isWrong = refusal?.code === 'pin_wrong';
  return (
    <div className={styles.step} data-last-step>
      <StepHeading>Your PIN</StepHeading>
      <p>
        It sends <Money amount={intention.body.amount} currency={intention.body.currency} /> to {intention.name}, and nothing
        else.
      </p>
      {refusal?.code === 'pin_locked' ? null : (
        <PinPad
          isBusy={exchange.isPending || exchange.isSuccess}
          error={isWrong ? `This is not your PIN. ${refusal.detail ?? ''}` : undefined}
          onEnter={(pin) => exchange.mutate(pin)}
        />
      )}
      {error === null || isWrong ? null : <Problem error={error}>{lockedInWords(error)}</Problem>}
      {back === undefined ? null : (
        <Button fullWidth variant="default" onClick={back}>
          Back
        </Button>
      )}
    </div>
  );
}

function lockedInWords(error: Error) {
  if (!(error instanceof AkawoProblem) || error.code !== 'pin_locked') return null;
  const { locked_until: until } = error.answer as { readonly locked_until?: unknown };
  if (typeof until !== 'string') return null;
  return <p>Try again after {timeInWords(until)}. Your money stays where it is.</p>;
}

/** What the PIN confirms: this amount to this number or address, as the server reads them from the payment. */
function confirmable({ body: { amount, currency }, to }: Intention) {
  return { action: 'transfer', amount, currency, to: to.value };
}
