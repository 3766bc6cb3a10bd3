import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { allSettings } from './read-config.ts';
import { readConfig, renderEnvExample } from './index.ts';

const committed = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');

test('the committed .env.example says what the program reads', () => {
  assert.equal(committed, renderEnvExample(), 'run `npm run generate` and commit .env.example');
  for (const { variable, description } of allSettings()) {
    assert.match(committed, new RegExp(`^# ${variable}=`, 'm'));
    assert.ok(committed.includes(`# ${description}\n`));
  }
});

test('.env.example changes nothing as it is, and nothing when every line of it is uncommented', () => {
  assert.deepEqual(Object.keys(parseEnv(committed)), []);
  const uncommented = parseEnv(committed.replaceAll(/^# (?=[A-Z0-9_]+=)/gm, ''));
  assert.equal(Object.keys(uncommented).length, allSettings().length);
  const { origins: _, ...values } = readConfig(uncommented);
  const { origins: __, ...defaults } = readConfig({});
  assert.deepEqual(values, defaults);
});
