import { type OurAccounts } from './system-accounts.ts';

/** Has the work done with one of several sets of our accounts. */
export type Spread = <Result>(work: (accounts: OurAccounts) => Promise<Result>) => Promise<Result>;

/**
 * Every transfer touches our accounts, so two batches with the same ones would have to be written one after the other. Each set is lent to
 * a group of orders until the last of them is done; who comes meanwhile gathers for the next set that is free. So one group is written
 * while another is being decided, and a lone order waits for nobody.
 */
export function spreadOver(sets: readonly OurAccounts[]): Spread {
  const free = [...sets];
  let gathered: ((accounts: OurAccounts) => Promise<unknown>)[] = [];
  let isLending = false;

  /** What comes in the same turn goes together. */
  function lendSoon(): void {
    if (isLending || free.length === 0 || gathered.length === 0) return;
    isLending = true;
    queueMicrotask(() => {
      isLending = false;
      lend();
    });
  }

  function lend(): void {
    const accounts = free.shift();
    if (accounts === undefined) return;
    const group = gathered;
    gathered = [];
    void Promise.allSettled(group.map((work) => work(accounts))).then(() => {
      free.push(accounts);
      lendSoon();
    });
  }

  return (work) =>
    new Promise((resolve, reject) => {
      gathered.push((accounts) => work(accounts).then(resolve, reject));
      lendSoon();
    });
}
