import { defineConfig } from 'oxlint';
import { doorOverrides } from './scripts/tidy/door-rules.ts';

const entrances = [
  'server/src/main.ts',
  'server/src/cli.ts',
  'server/src/cli/**',
  'sandbox/src/main.ts',
  'scripts/**',
  '**/*.config.ts',
];
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/test/**', 'server/bench/**'];

/** Plain JavaScript has no types to go by. */
const untyped = {
  'typescript/no-unsafe-argument': 'off',
  'typescript/no-unsafe-assignment': 'off',
  'typescript/no-unsafe-call': 'off',
  'typescript/no-unsafe-member-access': 'off',
  'typescript/no-unsafe-return': 'off',
} as const;

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'import', 'promise', 'node', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/generated/**', '**/dist/**', '.akawo/**', 'server/src/platform/db/tables.ts'],
  // Most typed rules are off unless they are named; `rules.test.ts` plants a fault for every rule that is an error here.
  rules: {
    'typescript/await-thenable': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': [
      'error',
      { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'describe'] }] },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/restrict-plus-operands': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'node/no-process-env': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/no-process-exit': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/throw-new-error': 'error',
    eqeqeq: 'error',
    'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    'no-console': 'error',
    'no-empty': 'error',
    'no-var': 'error',
    'prefer-const': 'error',

    // Suspicious to the linter, not to us.
    'import/no-named-as-default-member': 'off', // `fc.assert` and `pg.Pool` are how these packages are read.
    'import/no-unassigned-import': 'off', // style sheets
    'oxc/no-async-endpoint-handlers': 'off', // Fastify awaits its handlers; Express did not.
    'promise/always-return': 'off', // TypeScript knows what a callback returns.
    'typescript/consistent-return': 'off', // It does not see that a switch is exhaustive; the compiler does.
    'typescript/no-unsafe-type-assertion': 'off', // Narrowing what a schema has checked is the point of having checked it.
    'typescript/unbound-method': 'off', // Our objects are made by functions and know no `this`.
    'unicorn/consistent-function-scoping': 'off', // A small function reads best next to its only use.
  },
  overrides: [
    ...doorOverrides(),
    { files: entrances, rules: { 'no-console': 'off', 'node/no-process-env': 'off', 'unicorn/no-process-exit': 'off' } },
    { files: tests, rules: { 'no-console': 'off', 'node/no-process-env': 'off' } },
    { files: ['**/*.{js,mjs}'], rules: untyped },
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['web/**/*.tsx'],
      plugins: ['react', 'jsx-a11y'],
      rules: { 'react/exhaustive-deps': 'error', 'react/react-in-jsx-scope': 'off', 'react/rules-of-hooks': 'error' },
    },
  ],
});
