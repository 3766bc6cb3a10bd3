import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageDoors } from './doors.ts';
import { files } from './project.ts';

interface Package {
  readonly scripts?: Record<string, string>;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const packages = files
  .filter(({ path }) => /^(?:[a-z]+\/)?package\.json$/.test(path))
  .map(({ path, text }) => ({ path, ...(JSON.parse(text) as Package) }));

test('every dependency is pinned to one version', () => {
  const exact = /^(?:npm:(?:@[\w-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
  const pins = packages.flatMap(({ path, dependencies, devDependencies, optionalDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).map(([name, version]) => ({
      path,
      name,
      version,
    })),
  );
  assert.ok(pins.length >= 40, `only ${String(pins.length)} dependencies were looked at`);
  assert.deepEqual(
    pins.filter(({ version }) => !exact.test(version)),
    [],
  );
});

test('the workspaces are the ones that the door rules know', () => {
  const top = packages.find(({ path }) => path === 'package.json');
  assert.deepEqual(new Set(top?.workspaces), new Set(Object.keys(packageDoors)));
});

test('there are ten scripts at most, and all of them at the root', () => {
  const count = packages.map(({ path, scripts = {} }) => ({ path, scripts: Object.keys(scripts).length }));
  assert.equal(count.length, 6);
  assert.deepEqual(
    count.filter(({ path, scripts }) => scripts > (path === 'package.json' ? 10 : 0)),
    [],
  );
});

test('the lock file names packages and their hashes, not where somebody fetched them', () => {
  const lock = files.find(({ path }) => path === 'package-lock.json')?.text ?? '';
  assert.ok((lock.match(/"integrity"/g)?.length ?? 0) > 100);
  assert.equal(lock.match(/"resolved": "http[^"]*"/)?.[0], undefined);
});
