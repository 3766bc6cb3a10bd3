import { spawnSync } from 'node:child_process';

/** The operating system account that PostgreSQL runs as; `undefined` means our own, because PostgreSQL refuses only root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return findAccount('postgres') ?? createAccount('postgres') ?? findAccount('nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** Asks the kernel, as that account, instead of reading modes: a folder far above may be closed, and access lists exist. */
export function mayUse(account: Account | undefined, path: string, what: 'execute' | 'write'): boolean {
  const flag = what === 'execute' ? '-x' : '-w';
  return spawnSync('/bin/sh', ['-c', `test ${flag} "$1"`, 'sh', path], { ...account, cwd: '/', timeout: 10_000 }).status === 0;
}

function findAccount(name: string): Account | undefined {
  const ask = (flag: '-u' | '-g') => {
    const answer = spawnSync('id', [flag, name], { encoding: 'utf8', timeout: 10_000 });
    return answer.status === 0 ? Number(answer.stdout) : undefined;
  };
  const uid = ask('-u');
  const gid = ask('-g');
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function createAccount(name: string): Account | undefined {
  spawnSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', name], { timeout: 10_000 });
  return findAccount(name);
}
