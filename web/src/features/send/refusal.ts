import { formatMoney, isCurrency } from '@akawo/money';
import type { AkawoProblem } from '@akawo/sdk';

/** A rule that refuses a payment, with the numbers that the server gives. */
export interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly [member: string]: unknown;
}

export interface RefusalInWords {
  readonly title: string;
  readonly detail?: string | undefined;
  /** What helps. */
  readonly remedy?: string | undefined;
  /** The field that it is about. */
  readonly field?: 'to' | 'amount' | undefined;
}

export function refusalOf(problem: AkawoProblem): Refusal {
  const answer = typeof problem.answer === 'object' && problem.answer !== null ? problem.answer : {};
  return { ...answer, code: problem.code, title: problem.title };
}

/** Plain words for whoever wanted to pay: what is in the way, by how much, and what lifts it. */
export function refusalInWords(refusal: Refusal): RefusalInWords {
  const amount = (member: string) => amountIn(refusal, member);
  switch (refusal.code) {
    case 'insufficient_funds':
      return {
        title: 'There is not enough money in your wallet.',
        detail: sentence`You can spend ${amount('available')}. This payment needs ${amount('needed')}, with its charges.`,
        remedy: 'Send less, or put money in first.',
        field: 'amount',
      };
    case 'limit_exceeded':
      return { ...limitInWords(refusal), remedy: liftInWords(refusal), field: 'amount' };
    case 'amount_too_small':
      return { title: 'This is too little to send.', detail: sentence`The least is ${amount('least')}.`, field: 'amount' };
    case 'recipient_not_found':
      return {
        title: 'Nobody on Akawo has this number or address.',
        remedy: 'Check what you typed, or ask them for their wallet number.',
        field: 'to',
      };
    case 'self_transfer':
      return { title: 'This is you.', detail: 'Money is sent to somebody else.', field: 'to' };
    case 'currency_mismatch':
      return { title: 'Their wallet holds another currency.', remedy: 'Ask them for a wallet number in yours.', field: 'to' };
    case 'wallet_inactive':
      return { title: 'You have paused this wallet.', remedy: 'Resume it, and then send.' };
    case 'wallet_locked':
      return {
        title: 'This wallet is locked.',
        detail: 'Nothing leaves it until support has looked at it.',
        remedy: 'Write to support.',
      };
    default:
      return { title: refusal.title, detail: typeof refusal['detail'] === 'string' ? refusal['detail'] : undefined };
  }
}

function limitInWords(refusal: Refusal): Pick<RefusalInWords, 'title' | 'detail'> {
  const limit = amountIn(refusal, 'amount');
  if (refusal['limit'] === 'per_day') {
    return {
      title: 'This is more than you can send today.',
      detail: sentence`Today you can send ${amountIn(refusal, 'left')} more, charges included. The limit for a day is ${limit}; a new day begins at midnight in Lagos.`,
    };
  }
  return { title: 'This is too much for one payment.', detail: sentence`One payment can be at most ${limit}.` };
}

function liftInWords({ lifted_by_tier: tier, limit }: Refusal): string {
  if (typeof tier === 'number') return `Verify who you are, up to level ${tier}, and it goes through.`;
  return limit === 'per_day'
    ? 'No level allows this in one day: send the rest tomorrow.'
    : 'No level allows this in one payment: send less.';
}

function amountIn(refusal: Refusal, member: string): string | undefined {
  const { [member]: amount, currency } = refusal;
  if (typeof amount !== 'number' || typeof currency !== 'string' || !isCurrency(currency)) return undefined;
  return formatMoney({ amount, currency }, { locale: 'en-NG' });
}

/** Nothing rather than a sentence with a hole. */
function sentence(texts: TemplateStringsArray, ...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : String.raw({ raw: texts }, ...parts);
}
