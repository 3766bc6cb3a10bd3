import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modules } from './doors.ts';
import { code, files } from './project.ts';

const migrations = files.filter(({ path }) => path.startsWith('server/migrations/'));
const names = migrations.map(({ path }) => path.replace('server/migrations/', '')).toSorted();

test('migrations are numbered without gaps and name their module and change', () => {
  const owners = ['platform', ...modules].join('|');
  const shape = new RegExp(`^\\d{4}_(?:${owners})_[a-z0-9]+(?:_[a-z0-9]+)*\\.sql$`);
  assert.ok(names.length > 0);
  assert.deepEqual(
    names.filter((name) => !shape.test(name)),
    [],
  );
  assert.deepEqual(
    names.map((name) => Number(name.slice(0, 4))),
    names.map((_, index) => index + 1),
  );
});

test('SQL is written in lower case', () => {
  const keyword =
    /\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|CREATE|ALTER|DROP|TABLE|INDEX|FUNCTION|TRIGGER|VALUES|RETURNING|GRANT|REVOKE|BEGIN|COMMIT|ROLLBACK|SET|JOIN|ORDER BY|NOT NULL|PRIMARY KEY)\b/;
  const withoutProse = (text: string) => text.replaceAll(/--.*$|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/gm, '');
  const scripts = files.filter(({ path }) => path.endsWith('.sql') && path !== 'server/schema.sql');
  const inCode = code.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/\bsql(?:<[^`]*>)?`(?<statement>[^`]*)`/g), (found) => ({
      path,
      text: found.groups?.['statement'] ?? '',
    })),
  );
  assert.ok(
    scripts.length > 0 && inCode.length >= 10,
    `only ${String(scripts.length)} scripts and ${String(inCode.length)} statements in code`,
  );
  assert.deepEqual(
    [...scripts, ...inCode].flatMap(({ path, text }) => {
      const found = keyword.exec(withoutProse(text));
      return found === null ? [] : [`${path}: ${found[0]}`];
    }),
    [],
  );
});
