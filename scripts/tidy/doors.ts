/**
 * Who may enter which door of the server, as ARCHITECTURE.md draws it. Everybody stands on the platform. A module that may be entered
 * is entered by its door (`#wallet`) or by its leaves (`#wallet/events`, `#wallet/jobs`).
 */
const doors = {
  ledger: { enters: [], reads: [] },
  identity: { enters: [], reads: [] },
  wallet: { enters: ['ledger', 'identity'], reads: [] },
  payments: { enters: ['wallet', 'ledger', 'identity'], reads: ['airtime', 'circles'] },
  airtime: { enters: ['wallet', 'ledger', 'identity'], reads: ['payments', 'circles'] },
  circles: { enters: ['wallet', 'ledger', 'identity'], reads: ['payments', 'airtime'] },
  notifications: { enters: ['identity'], reads: 'events of everyone' },
  realtime: { enters: ['identity'], reads: 'events of everyone' },
  webhooks: { enters: ['identity'], reads: 'events of everyone' },
  admin: { enters: 'everyone', reads: [] },
} as const satisfies Record<string, Door>;

interface Door {
  readonly enters: readonly string[] | 'everyone';
  /** Whose leaves may be imported without entering: a sibling's, or the event definitions of all. */
  readonly reads: readonly string[] | 'events of everyone';
}

export type Module = keyof typeof doors;

export const modules = Object.keys(doors) as Module[];

/** Leaves of the platform that its parts may reach by a relative path; everything else goes through `#platform/<part>`. */
export const platformLeaves = ['../clock.ts', '../id.ts', '../problem.ts', '../secret.ts', '../telemetry/context.ts'];

/** Which of our packages a package may import. The scripts stand outside and may import all. */
export const packageDoors = {
  money: [],
  server: ['@akawo/money'],
  sandbox: [],
  sdk: [],
  web: ['@akawo/money', '@akawo/sdk'],
} as const satisfies Record<string, readonly string[]>;

/** The specifiers a module may use besides its own relative paths and packages from outside. */
export function openTo(module: Module): string[] {
  const { enters, reads }: Door = doors[module];
  const entered = enters === 'everyone' ? modules.filter((other) => other !== module) : enters;
  const leaves = reads === 'events of everyone' ? modules.map((other) => `#${other}/events`) : reads.flatMap(leavesOf);
  return ['#platform/*', ...entered.flatMap((other) => [`#${other}`, ...leavesOf(other)]), ...leaves];
}

function leavesOf(module: string): string[] {
  return [`#${module}/events`, `#${module}/jobs`];
}
