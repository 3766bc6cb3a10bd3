import { type Db } from '#platform/db';
import { type Block } from '../block.ts';
import { readHeads } from '../chain.ts';
import { isSignedBy, type SignedHead } from '../head.ts';
import { type Notes } from './report.ts';

/** A head from outside the database, or the number of a line that could not be read. */
export type OutsideHead = SignedHead | { readonly brokenLine: number };

export interface KnownHeads {
  readonly publicKey: string;
  readonly outside: readonly OutsideHead[];
}

export interface HeadChecks {
  /** To be told of every block in order. */
  onBlock(block: Block): void;
  /** When there are no more blocks. */
  finish(): void;
}

/** Compares the chain, as it passes by, with everything that was ever signed about it. */
export async function prepareHeads(db: Db, notes: Notes, { publicKey, outside }: KnownHeads): Promise<HeadChecks> {
  const byBlock = new Map<number, Map<string, SignedHead>>();
  const inside = new Set<string>();

  function add(head: SignedHead): void {
    const known = byBlock.get(head.block)?.has(head.signature) === true;
    if (known) return;
    notes.tally.heads += 1;
    if (!isSignedBy(publicKey, head)) {
      notes.report({ rule: 'head_forged', block: head.block, found: head.signature });
      return;
    }
    const heads = byBlock.get(head.block);
    if (heads === undefined) byBlock.set(head.block, new Map([[head.signature, head]]));
    else heads.set(head.signature, head);
  }

  for (const head of await readAll(db)) {
    inside.add(head.signature);
    add(head);
  }
  for (const head of outside) {
    if ('brokenLine' in head) {
      notes.report({ rule: 'head_unreadable', found: head.brokenLine });
      continue;
    }
    add(head);
    if (!inside.has(head.signature)) notes.report({ rule: 'head_missing', block: head.block, found: head.signature });
  }

  let sound = 0;
  let contradicted = false;

  function contradict({ block }: SignedHead): void {
    // Behind the first contradiction nothing is as it was signed, and the stretch before it is the place.
    if (!contradicted) notes.report({ rule: 'head_contradicted', block, afterBlock: sound });
    contradicted = true;
  }

  return {
    onBlock({ number, hash, total }) {
      for (const head of byBlock.get(number)?.values() ?? []) {
        if (head.hash !== hash || head.total !== total) contradict(head);
        else if (!contradicted) sound = number;
      }
      byBlock.delete(number);
    },
    finish() {
      const [first] = [...byBlock.keys()].toSorted((one, other) => one - other);
      const head = first === undefined ? undefined : byBlock.get(first)?.values().next().value;
      if (head !== undefined) contradict(head);
    },
  };
}

async function readAll(db: Db): Promise<readonly SignedHead[]> {
  // Some hundred bytes each and at most some hundred thousand in years.
  return readHeads(db, 0, Number.MAX_SAFE_INTEGER);
}
