import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Account {
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email_verified: boolean;
  /** The programs that this person has let in, and whether they see his address. */
  readonly consents?: Readonly<Record<string, { readonly hides_email: boolean }>>;
}

export interface Accounts {
  list(): readonly Account[];
  find(email: string): Account | undefined;
  /** Adds it, or replaces the one with this address. */
  keep(account: Account): Promise<void>;
}

const mostAccounts = 50;

const address = { type: 'string', minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' };
const name = { type: 'string', maxLength: 100 };

/** What a person types, or a program sends, to have an account. A box that is not ticked is not sent. */
export const accountFields = {
  email: address,
  first_name: name,
  last_name: name,
  email_verified: { anyOf: [{ type: 'boolean' }, { const: 'on' }] },
};

export interface AccountForm {
  readonly email: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly email_verified?: boolean | 'on';
}

export function readAccount({ email, first_name = '', last_name = '', email_verified = false }: AccountForm): Account {
  return { email: email.toLowerCase(), first_name, last_name, email_verified: email_verified !== false };
}

/** The people who have an account with this issuer: those it was born with, and those who were added since. */
export async function openAccounts(file: string, inhabitants: readonly Account[]): Promise<Accounts> {
  await mkdir(dirname(file), { recursive: true });
  let accounts = (await readAccounts(file)) ?? inhabitants;
  let writing: Promise<void> = Promise.resolve();

  const find = (email: string) => accounts.find((account) => account.email === email.toLowerCase());
  const writeAnew = async () => {
    await writeFile(`${file}.new`, JSON.stringify(accounts, undefined, 2));
    await rename(`${file}.new`, file);
  };

  return {
    list: () => accounts,
    find,
    async keep(account) {
      const known = find(account.email);
      accounts =
        known === undefined
          ? [...accounts, account].slice(-mostAccounts)
          : accounts.map((other) => (other === known ? account : other));
      const turn = writing.then(writeAnew);
      writing = turn.catch(() => {});
      await turn;
    },
  };
}

async function readAccounts(file: string): Promise<readonly Account[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as readonly Account[]);
}
