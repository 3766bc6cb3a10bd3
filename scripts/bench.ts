/** `npm run bench` is the ledger's; `npm run bench -- transfers` another, with whatever flags it takes. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  ledger: () => import('./bench/ledger.ts'),
  transfers: () => import('./bench/transfers.ts'),
  authentication: () => import('../server/bench/authentication.ts'),
  'log-ins': () => import('./bench/log-ins.ts'),
  activity: () => import('../server/bench/activity.ts'),
};

const [first = ''] = process.argv.slice(2);
const asked = first === '' || first.startsWith('-') ? 'ledger' : first;
const bench = Object.hasOwn(benches, asked) ? benches[asked] : undefined;
if (bench === undefined) {
  console.error(`There is no bench ${asked}; there are ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 1;
} else {
  // What is left are the flags, for the bench to read.
  process.argv = process.argv.filter((word) => word !== asked);
  await bench();
}
