import assert from 'node:assert/strict';
import { test } from 'node:test';
import config from '../../oxlint.config.ts';
import { lintPlanted } from './planted.ts';

/** One fault for every rule that the configuration names. The file is `planted.ts` unless the fault needs another name. */
const faults: Record<string, string> = {
  'typescript/await-thenable': 'export const a = async () => await 1;',
  'typescript/ban-ts-comment': '// @ts-ignore\nexport const a: number = "1";',
  'typescript/consistent-type-imports': "export type A = import('#wallet').A;",
  'typescript/no-deprecated': '/** @deprecated use b */\nconst a = 1;\nexport const b = a;',
  'typescript/no-explicit-any': 'export const a = (b: any) => Boolean(b);',
  'typescript/no-floating-promises': 'export function a(b: Promise<void>): void {\n  b;\n}',
  'typescript/no-misused-promises': 'export const a = [1].forEach(async (b) => { await Promise.resolve(b); });',
  'typescript/no-non-null-assertion': 'export const a = (b: string[]) => b[0]!;',
  'typescript/no-unsafe-argument': "export const a = Number.isInteger(JSON.parse('1'));\nMath.abs(JSON.parse('1'));",
  'typescript/no-unsafe-assignment': "export const a = () => {\n  const b = JSON.parse('1');\n  return String(b);\n};",
  'typescript/no-unsafe-call': "export const a = (): unknown => JSON.parse('1')();",
  'typescript/no-unsafe-member-access': "export const a = (): unknown => JSON.parse('1').b;",
  'typescript/no-unsafe-return': "export const a = (): string => JSON.parse('1');",
  'typescript/only-throw-error': "export const a = () => {\n  throw 'b';\n};",
  'typescript/prefer-promise-reject-errors': "export const a = () => Promise.reject('b');",
  'typescript/restrict-plus-operands': 'export const a = (b: bigint) => 1 + b;',
  'typescript/return-await':
    'export async function a(b: Promise<void>) {\n  try {\n    return b;\n  } catch {\n    return null;\n  }\n}',
  'typescript/switch-exhaustiveness-check':
    "export function a(b: 'c' | 'd') {\n  switch (b) {\n    case 'c':\n      return 1;\n  }\n  return 2;\n}",
  'typescript/use-unknown-in-catch-callback-variable': 'export const a = (b: Promise<void>) => b.catch((c: Error) => c.message);',
  'import/no-cycle': "import { b } from './planted-b.ts';\nexport const a = () => b;",
  'import/no-default-export': 'export default 1;',
  'import/no-duplicates': "import { join } from 'node:path';\nimport { dirname } from 'node:path';\nexport { dirname, join };",
  'node/no-process-env': "export const a = process.env['A'];",
  'unicorn/filename-case': 'export const a = 1;',
  'unicorn/no-process-exit': 'export const a = () => process.exit(1);',
  'unicorn/prefer-node-protocol': "export { join } from 'path';",
  'unicorn/throw-new-error': "export const a = () => {\n  throw Error('b');\n};",
  eqeqeq: 'export const a = (b: number, c: number) => b == c;',
  'max-lines': `export const a = 1;\n${'// b\n'.repeat(400)}`,
  'no-console': "console.log('a');",
  'no-empty': 'export const a = () => {\n  try {\n    Math.abs(1);\n  } catch {}\n};',
  'no-var': 'export var a = 1;',
  'prefer-const': 'let a = 1;\nexport const b = () => a;',
  'react/exhaustive-deps':
    "import { useEffect } from 'react';\nexport function A({ b }: { b: string }) {\n  useEffect(() => {\n    document.title = b;\n  }, []);\n  return null;\n}",
  'react/rules-of-hooks':
    "import { useState } from 'react';\nexport function A({ b }: { b: boolean }) {\n  if (b) useState(1);\n  return null;\n}",
};

/** These come with the categories; losing one of them would go unnoticed as easily. */
const alsoOn: Record<string, string> = {
  'eslint/no-shadow': 'const a = 1;\nexport const b = (a: number) => a;\nexport const c = a;',
  'eslint/no-unused-vars': 'const a = 1;\nexport const b = 2;',
  'jsx-a11y/alt-text': 'export const A = () => <img src="/a.png" />;',
  'typescript/no-base-to-string': 'export const a = (b: object) => String(b);',
  'typescript/no-array-delete': 'export const a = (b: string[]) => delete b[0];',
};

const fileOf: Record<string, string> = { 'unicorn/filename-case': 'plantedFault.ts' };

function pathOf(rule: string, folder: string): string {
  const name = fileOf[rule] ?? (/^react|^jsx/.test(rule) ? 'planted.tsx' : 'planted.ts');
  return `${folder}/${rule.replaceAll('/', '-')}/${name}`;
}

const planted = { ...faults, ...alsoOn };

function found(folder: (rule: string) => string): string[] {
  const files = new Map(Object.entries(planted).map(([rule, text]) => [pathOf(rule, folder(rule)), text]));
  files.set(
    pathOf('import/no-cycle', folder('import/no-cycle')).replace('.ts', '-b.ts'),
    "import { a } from './planted.ts';\nexport const b = () => a;",
  );
  const findings = lintPlanted(files);
  const bites = (rule: string, name: string) =>
    findings.some((finding) => finding.file === pathOf(rule, folder(rule)) && finding.rule.endsWith(`(${name})`));
  return Object.keys(planted).filter((rule) => bites(rule, rule.split('/').at(-1) ?? rule));
}

test('every rule that we chose finds the fault that was planted for it', () => {
  const bitten = found((rule) => (/^react|^jsx/.test(rule) ? 'web/src' : 'server/src/wallet'));
  assert.deepEqual(bitten, Object.keys(planted));
});

test('the rules hold in the web app as well', () => {
  const bitten = found(() => 'web/src');
  assert.deepEqual(bitten, Object.keys(planted));
});

test('no rule is chosen without a fault that proves it', () => {
  const chosen = [config, ...(config.overrides ?? [])]
    .flatMap(({ rules }) => Object.entries(rules))
    .filter(([rule, setting]) => setting !== 'off' && rule !== 'no-restricted-imports')
    .map(([rule]) => rule);
  assert.ok(chosen.length >= 30);
  assert.deepEqual(new Set(chosen).difference(new Set(Object.keys(faults))), new Set(), 'no fault is planted for these');
  assert.deepEqual(new Set(Object.keys(faults)).difference(new Set(chosen)), new Set(), 'these are planted and not chosen');
});
