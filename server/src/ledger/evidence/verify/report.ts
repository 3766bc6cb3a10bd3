/** Everything that verifying looks for. The sentences say what is wrong where one of them is broken. */
export const rules = {
  posting_missing: 'a sealed posting is gone',
  posting_unsealed: 'a posting lies among the sealed ones and is in no block',
  posting_changed: 'a posting or one of its entries is not what was sealed',
  posting_unbalanced: 'the entries of a posting do not sum to zero in each currency',
  posting_without_entries: 'a posting has no entries',
  order_wrong: 'a posting does not stand in the order of transactions',
  root_wrong: 'the leaves of a block do not give its root',
  block_changed: 'a block is not what its hash says',
  block_missing: 'a block is gone',
  chain_broken: 'a block does not follow from the one before it',
  head_forged: 'the signature of a head is not ours',
  head_missing: 'a head that was written outside the database is gone from it',
  head_unreadable: 'a line of the file of heads cannot be read',
  head_contradicted: 'the chain is not the one that was signed: it was cut off, set back or written anew',
  entry_unposted: 'an entry belongs to no posting that names its account',
  entry_untimely: 'an entry has another time than its posting',
  sequence_broken: 'the numbers of the entries of an account leave one out or repeat one',
  balance_broken: 'a running balance is not the one before it and the change',
  account_unknown: 'an entry belongs to no account',
  account_apart: 'an account does not stand where its last entry left it',
  debits_apart: 'what left an account on its last day is not the sum of its debits',
  terms_apart: 'the terms of an account are not those that were last set',
  hold_missing: 'a posting made a hold that is gone',
  hold_unknown: 'a hold was made by no posting',
  hold_apart: 'a hold is not what its postings made of it',
  held_apart: 'what an account holds is not the sum of its open holds',
  currency_unbalanced: 'the accounts of a currency do not sum to zero',
} as const;

export type Rule = keyof typeof rules;

/** What is wrong, and exactly where. */
export interface Finding {
  readonly rule: Rule;
  readonly posting?: string;
  readonly account?: string;
  /** Of the entry in its account. */
  readonly sequence?: number;
  readonly block?: number;
  /** The last block that is known to be as it was, where only a stretch of the chain can be named. */
  readonly afterBlock?: number;
  readonly hold?: string;
  readonly currency?: string;
  /** What should be and what is there, where it helps. */
  readonly expected?: string | number;
  readonly found?: string | number;
}

export interface LedgerReport {
  /** The first of them, up to a thousand. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  readonly blocks: number;
  readonly postings: number;
  readonly entries: number;
  readonly accounts: number;
  readonly holds: number;
  readonly heads: number;
  /** Postings that were too young to be sealed. They are checked like the others, except for their seal. */
  readonly unsealed: number;
  readonly seconds: number;
}

const mostKept = 1_000;

export interface Tally {
  blocks: number;
  postings: number;
  entries: number;
  accounts: number;
  holds: number;
  heads: number;
  unsealed: number;
}

/** Collects while the passes go over the ledger. */
export interface Notes {
  readonly tally: Tally;
  report(finding: Finding): void;
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

export function createNotes(onProgress: (tally: Tally) => void): Notes & { progress(): void } {
  const tally: Tally = { blocks: 0, postings: 0, entries: 0, accounts: 0, holds: 0, heads: 0, unsealed: 0 };
  const findings: Finding[] = [];
  let findingCount = 0;
  return {
    tally,
    findings,
    get findingCount() {
      return findingCount;
    },
    report(finding) {
      findingCount += 1;
      if (findings.length < mostKept) findings.push(finding);
    },
    progress: () => onProgress(tally),
  };
}
