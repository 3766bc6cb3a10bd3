import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, files, tests } from './project.ts';

const definition = /(?:const (?<name>\w+) = )?defineProblem\(\s*'(?<code>[a-z0-9_]+)'/g;
const problems = code
  .filter(({ path }) => path.startsWith('server/src/') && !path.endsWith('.test.ts'))
  .flatMap(({ text }) =>
    Array.from(text.matchAll(definition), ({ groups }) => ({ name: groups?.['name'] ?? '', code: groups?.['code'] ?? '' })),
  );

const codes = new Set(problems.map((problem) => problem.code));
const page = files.find(({ path }) => path === 'docs/problems.md')?.text ?? '';
const sections = new Set(
  Array.from(page.matchAll(/^#{2,4} `?(?<code>[a-z0-9]+(?:_[a-z0-9]+)*)`?$/gm), ({ groups }) => groups?.['code'] ?? ''),
);

test('every refusal has a section in docs/problems.md, and no section is about one that is gone', () => {
  assert.ok(codes.size >= 15, `only ${String(codes.size)} codes were found in the source`);
  assert.equal(codes.size, problems.length, 'a code is defined twice');
  assert.deepEqual(codes.difference(sections), new Set(), 'these codes have no section');
  assert.deepEqual(sections.difference(codes), new Set(), 'these sections have no code');
});

test('every refusal is mentioned by a test', () => {
  const words = new Set(
    tests.filter(({ path }) => path !== 'scripts/tidy/problems.test.ts').flatMap(({ text }) => text.match(/\w+/g) ?? []),
  );
  const untested = problems.filter((problem) => !words.has(problem.code) && !words.has(problem.name));
  assert.deepEqual(
    untested.map((problem) => problem.code),
    [],
  );
});
