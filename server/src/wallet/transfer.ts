import { fittingPinTokens, type PinSpending, pinRequired, type Principal } from '#identity';
import { along, explain, type Outcome, type Writer } from '#ledger';
import { clock } from '#platform/clock';
import { type Database, gather } from '#platform/db';
import { type Answer, type IdempotencyKey } from '#platform/once';
import { Problem } from '#platform/problem';
import { findSides, type Sides, type SidesQuestion } from './find-sides.ts';
import { planTransfer, type Terms, type TransferDraft, type TransferRequest } from './plan-transfer.ts';
import { type CarriedTransfers, recordTransfers, rowsOf } from './record-transfers.ts';
import { isOutdated, isSame, rememberSides } from './remembered-sides.ts';
import { type SpreadAccounts } from './system-accounts.ts';
import { type Tariff } from './tariff.ts';
import { type TransactionRow } from './transaction.ts';
import { commandOf, hasNoRoom, refusalOf } from './transfer-command.ts';

export interface Transfers {
  /** Everything that can be said about a transfer before the ledger is asked. Refusals are thrown. */
  plan(principal: Principal, request: TransferRequest): Promise<Plan>;
  /** What the ledger would make of it now. */
  rehearse(plan: Plan): Promise<Outcome>;
  /** Answers after the commit. Refusals are thrown. */
  carryOut(wish: TransferWish): Promise<TransactionRow>;
}

export interface Plan {
  readonly draft: TransferDraft;
  readonly terms: Terms;
  /** By sides that nobody has looked up for it. */
  readonly fromMemory: boolean;
}

export interface TransferWish {
  readonly principal: Principal;
  readonly request: TransferRequest;
  readonly requestId: string;
  readonly pinToken?: string | undefined;
  readonly kept?: { readonly identity: IdempotencyKey; answerWith(row: TransactionRow): Answer } | undefined;
}

export interface TransferOptions {
  readonly database: Pick<Database, 'db'>;
  /** For what is planned from memory: of wallets that have no override. */
  readonly ledger: Pick<Writer, 'submit'>;
  /** The same, heeding overrides that run out meanwhile. */
  readonly writer: Pick<Writer, 'submit'>;
  readonly tariff: () => Promise<Tariff>;
  readonly systemAccounts: SpreadAccounts;
  /** Brings a wallet whose override has run out back to the limits of its tier. */
  readonly endOverrides: (walletId: string) => Promise<void>;
}

export function createTransfers(options: TransferOptions): Transfers {
  const { database, ledger, writer, tariff, systemAccounts, endOverrides } = options;
  const memory = rememberSides();
  const sidesOf = gather((questions: readonly SidesQuestion[]) => findSides(database.db, questions));
  const fits = gather((spendings: readonly PinSpending[]) => fittingPinTokens(database.db, spendings));

  async function findCurrentSides(question: SidesQuestion): Promise<Sides> {
    const sides = await sidesOf(question);
    const overdue = [sides.payer, sides.receiver].filter((side) => side?.is_overdue === true);
    if (overdue.length === 0) return sides;
    for (const side of overdue) if (side !== undefined) await endOverrides(side.wallet_id);
    return sidesOf(question);
  }

  async function plan({ personId: payer }: Principal, request: TransferRequest): Promise<Plan> {
    const question = questionOf(payer, request);
    const sides = await findCurrentSides(question);
    memory.keep(question, sides);
    const terms = { tariff: await tariff(), at: clock.now() };
    return { draft: planTransfer({ payer, request, sides, terms }), terms, fromMemory: false };
  }

  /** Memory only accepts: what it would refuse may be otherwise by now. */
  async function planFromMemory({ personId: payer }: Principal, request: TransferRequest): Promise<Plan | undefined> {
    const sides = memory.recall(questionOf(payer, request));
    if (sides === undefined) return undefined;
    const terms = { tariff: await tariff(), at: clock.now() };
    try {
      return { draft: planTransfer({ payer, request, sides, terms }), terms, fromMemory: true };
    } catch (thrown) {
      if (thrown instanceof Problem) return undefined;
      throw thrown;
    }
  }

  /** A token that does not fit is refused before the order is given, or it would have a whole batch begin again. */
  async function pinFor(draft: TransferDraft, { principal, pinToken }: TransferWish): Promise<PinSpending | undefined> {
    if (principal.kind === 'key' || !draft.payer.has_pin) return undefined;
    if (pinToken === undefined) throw pinRequired();
    const spending = { token: pinToken, principal, intent: intentOf(draft) };
    if (!(await fits(spending))) throw pinRequired();
    return spending;
  }

  async function submit(carried: CarriedTransfers): Promise<Outcome> {
    const draft = only(carried.drafts[0]);
    const spread = await systemAccounts.spread(draft.payer.currency);
    const { submit: submitTo } = carried.fromMemory === true ? ledger : writer;
    return spread((accounts) => submitTo([commandOf(draft, accounts)], [along(recordTransfers, carried)]));
  }

  async function carryOutAs({ draft, terms, fromMemory }: Plan, wish: TransferWish): Promise<TransactionRow> {
    const { principal, request, requestId, kept } = wish;
    const carried: CarriedTransfers = {
      drafts: [draft],
      fromMemory,
      requestId,
      pin: await pinFor(draft, wish),
      kept: kept && { identity: kept.identity, answerWith: ([row]) => kept.answerWith(only(row)) },
    };
    const first = await submit(carried);
    const parked = { ...carried, drafts: [{ ...draft, is_parked: true }] };
    const [outcome, done] = hasNoRoom(draft, first) ? [await submit(parked), parked] : [first, carried];
    if (outcome.kind === 'accepted') return only(rowsOf(done, outcome.postings)[0]);
    if (fromMemory) {
      // A refusal commits nothing that could find out whose wallets these are by now.
      const anew = await plan(principal, request);
      if (!isBetweenSame(anew.draft, draft)) return carryOutAs(anew, wish);
    }
    throw refusalOf(draft, terms, outcome);
  }

  return {
    plan,

    async rehearse({ draft }) {
      const accounts = await systemAccounts(draft.payer.currency);
      const outcome = await explain(database.db, [commandOf(draft, accounts)]);
      return hasNoRoom(draft, outcome) ? explain(database.db, [commandOf({ ...draft, is_parked: true }, accounts)]) : outcome;
    },

    async carryOut(wish) {
      const remembered = await planFromMemory(wish.principal, wish.request);
      if (remembered !== undefined) {
        try {
          return await carryOutAs(remembered, wish);
        } catch (thrown) {
          // What he confirmed may be of the wallets of today.
          if (!isOutdated(thrown) && !pinRequired.is(thrown)) throw thrown;
        }
      }
      return carryOutAs(await plan(wish.principal, wish.request), wish);
    },
  };
}

function questionOf(payer: SidesQuestion['payer'], request: TransferRequest): SidesQuestion {
  const { currency, wallet_number, email, phone_number } = request;
  return { payer, currency, wallet_number, email, phone_number };
}

function isBetweenSame(one: TransferDraft, other: TransferDraft): boolean {
  return isSame(one.payer, other.payer) && isSame(one.receiver, other.receiver);
}

/** What the person confirms with his PIN: this amount, to this number or address, and nothing else. */
function intentOf({ payer, to, amount }: TransferDraft): PinSpending['intent'] {
  return { action: 'transfer', amount, currency: payer.currency, to };
}

function only<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a transfer is missing');
  return value;
}
