import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Module, modules } from './doors.ts';
import { lintPlanted } from './planted.ts';

/** The table of ARCHITECTURE.md once more and by hand, so that a slip in `doors.ts` is not its own proof. */
const mayEnter: Record<Module, string> = {
  ledger: '',
  identity: '',
  wallet: 'ledger identity',
  payments: 'wallet ledger identity',
  airtime: 'wallet ledger identity',
  circles: 'wallet ledger identity',
  notifications: 'identity',
  realtime: 'identity',
  webhooks: 'identity',
  admin: 'ledger identity wallet payments airtime circles notifications realtime webhooks',
};
const siblings = ['payments', 'airtime', 'circles'];
const listeners = ['notifications', 'realtime', 'webhooks'];

function isAllowed(from: Module, to: Module, part: string): boolean {
  if (mayEnter[from].split(' ').includes(to)) return ['', '/events', '/jobs'].includes(part);
  if (part === '/events' && listeners.includes(from)) return true;
  return siblings.includes(from) && siblings.includes(to) && from !== to && ['/events', '/jobs'].includes(part);
}

/** The ways to reach another file; `line` makes the names unique. */
const forms = [
  (specifier: string, line: number) => `import { a${String(line)} } from '${specifier}';`,
  (specifier: string, line: number) => `import type { T${String(line)} } from '${specifier}';`,
  (specifier: string) => `export * from '${specifier}';`,
  (specifier: string, line: number) => `export { b${String(line)} } from '${specifier}';`,
  (specifier: string) => `import '${specifier}';`,
  (specifier: string) => `await import('${specifier}');`,
];

interface Planting {
  readonly specifier: string;
  readonly allowed: boolean;
}

/** Plants every specifier in every form and says which lines the linter should have judged otherwise. */
function misjudged(plantings: ReadonlyMap<string, readonly Planting[]>): string[] {
  const lines = new Map<string, Planting[]>();
  const files = new Map<string, string>();
  for (const [path, planted] of plantings) {
    const each = planted.flatMap((planting) => forms.map(() => planting));
    lines.set(path, each);
    files.set(path, each.map(({ specifier }, index) => forms[index % forms.length]?.(specifier, index)).join('\n'));
  }
  const refused = new Set<string>();
  for (const { file, line, rule } of lintPlanted(files))
    if (rule === 'eslint(no-restricted-imports)') refused.add(`${file}:${String(line)}`);

  return [...lines].flatMap(([path, each]) =>
    each.flatMap(({ specifier, allowed }, index) => {
      const at = `${path}:${String(index + 1)}`;
      return refused.has(at) === allowed ? [`${at} ${specifier} should be ${allowed ? 'allowed' : 'refused'}`] : [];
    }),
  );
}

const doorsOfAll = modules.flatMap((to) => ['', '/events', '/jobs', '/transfer', '/index.ts'].map((part) => ({ to, part })));
const outside = (specifiers: readonly string[], allowed: boolean): Planting[] =>
  specifiers.map((specifier) => ({ specifier, allowed }));

test('every module enters the doors it may and no other, at every depth, in every form of import', () => {
  const plantings = new Map<string, Planting[]>();
  for (const from of modules) {
    for (const [depth, folder] of ['', 'providers/', 'providers/paystack/'].entries()) {
      const up = '../'.repeat(depth);
      const planted = [
        ...doorsOfAll.map(({ to, part }) => ({ specifier: `#${to}${part}`, allowed: isAllowed(from, to, part) })),
        ...outside(['#platform/http', '#platform/db', 'pg', 'node:fs', '@akawo/money', './near.ts', `${up || './'}own.ts`], true),
        ...outside(['#platform', '#test', '@akawo/sdk', '@akawo/sandbox', '@akawo/web', '@akawo/server'], false),
        ...outside(
          [`${up}../ledger/index.ts`, `${up}../main.ts`, `${up}../platform/db/index.ts`, `${up}../../../sandbox/src/main.ts`],
          false,
        ),
      ];
      plantings.set(`server/src/${from}/${folder}planted.ts`, planted);
      plantings.set(`server/src/${from}/${folder}planted.test.ts`, [
        ...outside(['#test', './own.ts'], true),
        ...outside(['#nobody'], false),
      ]);
    }
  }
  assert.ok(plantings.size >= 60);
  assert.deepEqual(misjudged(plantings), []);
});

test('the parts of the platform know each other by name and nobody above them', () => {
  const parts = ['#platform/db', '#platform/clock', 'pg', './near.ts', '../clock.ts', '../secret.ts', '../telemetry/context.ts'];
  const above = modules.flatMap((module) => [`#${module}`, `#${module}/events`, `../../${module}/index.ts`]);
  const planted = [
    ...outside(parts, true),
    ...outside([...above, '../db/index.ts', '../db/transact.ts', '../telemetry/index.ts', '../../assemble.ts'], false),
  ];
  const leaf = [
    ...outside(['#platform/clock', './secret.ts'], true),
    ...outside(
      above.filter((door) => door.startsWith('#')),
      false,
    ),
  ];
  const found = misjudged(
    new Map([
      ['server/src/platform/http/planted.ts', planted],
      ['server/src/platform/http/planted.test.ts', outside(['#test', '#platform/db'], true)],
      ['server/src/platform/planted.ts', leaf],
    ]),
  );
  assert.deepEqual(found, []);
});

test('main and assemble enter everything, by the doors', () => {
  const planted = [
    ...outside(
      [...modules.map((module) => `#${module}`), '#platform/http', '@akawo/money', './assemble.ts', './cli/migrate.ts'],
      true,
    ),
    ...outside(['#test', './ledger/writer.ts', './platform/db/transact.ts', '../src/wallet/index.ts', '@akawo/sandbox'], false),
  ];
  assert.deepEqual(misjudged(new Map(['server/src/planted.ts', 'server/src/cli/planted.ts'].map((path) => [path, planted]))), []);
});

test('the packages stand apart', () => {
  const ours = ['money', 'server', 'sandbox', 'sdk', 'web'];
  const open: Record<string, string[]> = { money: [], server: ['money'], sandbox: [], sdk: [], web: ['money', 'sdk'] };
  const plantings = new Map<string, Planting[]>();
  for (const from of ours) {
    const byName = ours
      .filter((to) => to !== from)
      .flatMap((to) =>
        outside([`@akawo/${to}`], open[from]?.includes(to) === true).concat(outside([`../../${to}/src/index.ts`], false)),
      );
    plantings.set(`${from}/src/planted.ts`, byName.concat(outside(['./near.ts', '../test/harness.ts', 'fastify'], true)));
    plantings.set(`${from}/test/planted.test.ts`, byName.concat(outside([`../src/index.ts`], true)));
  }
  plantings.set('scripts/planted.ts', outside(['@akawo/server', '../server/src/assemble.ts', '@akawo/sdk'], true));
  assert.deepEqual(misjudged(plantings), []);
});
