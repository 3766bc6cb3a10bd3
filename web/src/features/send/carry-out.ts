import { type Akawo, AkawoProblem, AkawoUnreachable, type Transaction } from '@akawo/sdk';
import type { Intention } from '../../intention.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** What became of it. Only `sent` and `refused` are final; after anything else the same key is used again. */
export type Outcome =
  | { readonly kind: 'sent'; readonly transaction: Transaction }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing has moved, and nothing will before the PIN is given for it. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'unknown' };

export interface CarryingOut {
  readonly akawo: Pick<Akawo, 'createTransfer'>;
  /** The id of who is signed in at this moment. */
  readonly person: () => string | undefined;
  readonly pinToken: string | undefined;
  /** Told when a try ended without an answer, and another will follow. */
  readonly onDoubt: () => void;
  /** Resolves after that time, or earlier when another try has better chances. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** About a minute and a half of trying; then a person decides when to try again. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000];

/** Sends the payment until there is an answer, always with the same key, so that it cannot be made twice. */
export async function carryOut(intention: Intention, options: CarryingOut): Promise<Outcome> {
  for (const pauseMs of pausesMs) {
    const outcome = await tryOnce(intention, options);
    if (outcome.kind !== 'unknown') return outcome;
    options.onDoubt();
    await options.pause(pauseMs);
  }
  return tryOnce(intention, options);
}

async function tryOnce({ key, payer, body }: Intention, { akawo, person, pinToken }: CarryingOut): Promise<Outcome> {
  if (person() !== payer) return { kind: 'unknown' };
  const headers = { 'idempotency-key': key, ...(pinToken === undefined ? {} : { 'x-pin-token': pinToken }) };
  try {
    const answer = await akawo.createTransfer({ body, headers });
    return 'reference' in answer ? { kind: 'sent', transaction: answer } : { kind: 'unknown' };
  } catch (thrown) {
    if (thrown instanceof AkawoUnreachable) return { kind: 'unknown' };
    if (!(thrown instanceof AkawoProblem)) throw thrown;
    if (thrown.code === 'pin_required') return { kind: 'unconfirmed' };
    return isFinal(thrown) ? { kind: 'refused', refusal: refusalOf(thrown) } : { kind: 'unknown' };
  }
}

/** The server's own refusals of the payment. What a busy, broken or unreachable server says of itself decides nothing. */
function isFinal({ status, code }: AkawoProblem): boolean {
  return status < 500 && ![401, 408, 429].includes(status) && code !== 'idempotency_in_progress' && code !== 'unexpected_answer';
}
