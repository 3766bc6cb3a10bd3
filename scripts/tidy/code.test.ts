import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepestFolder } from './door-rules.ts';
import { modules } from './doors.ts';
import { code, files, linesWith, root, tests } from './project.ts';

const notThisFile = files.filter(({ path }) => path !== 'scripts/tidy/code.test.ts');

test('the tidy tests see the project', () => {
  assert.ok(code.length >= 100, `only ${String(code.length)} files of code`);
  assert.ok(tests.length >= 25, `only ${String(tests.length)} files of tests`);
  for (const home of ['money', 'server', 'sdk', 'web', 'scripts'])
    assert.ok(code.some(({ path }) => path.startsWith(`${home}/`)));
});

/** Written by `npm run generate`. */
const generated = new Set(['server/schema.sql', 'server/src/platform/db/tables.ts']);

test('no file is longer than 400 lines', () => {
  const hand = files.filter(({ path }) => /\.(?:ts|tsx|js|mjs|css|sql|sh)$/.test(path) && !generated.has(path));
  const long = hand.filter(({ text }) => text.trimEnd().split('\n').length > 400);
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});

test('files and folders are named for what they do, in kebab-case', () => {
  const vague = /^(?:utils?|helpers?|common|libs?|misc|managers?|services?|controllers?|repositor(?:y|ies)|dtos?)$/;
  const named = code.map(({ path }) => path.replace('service-worker', 'worker'));
  assert.deepEqual(
    named.filter((path) => path.split(/[/.-]/).some((word) => vague.test(word))),
    [],
  );
  const kebab = /^[a-z0-9.-]+(?:\/[a-z0-9.-]+)*$/;
  assert.deepEqual(
    named.filter((path) => !kebab.test(path)),
    [],
  );
});

test('nothing is named after a pattern instead of its purpose', () => {
  const pattern = /\b(?:function|class|interface|type) \w*(?:Manager|Service|Controller|Repository|Dto|Utils?|Helpers?)\b/;
  assert.deepEqual(linesWith(pattern, code), []);
});

test('every test is in a .test.ts file, where the runner finds it', () => {
  const elsewhere = code.filter(({ path, text }) => !/\.test\.tsx?$/.test(path) && /^(?:test|describe)\(/m.test(text));
  const misnamed = files.filter(({ path }) => /\.spec\.|__tests__|_test\.ts/.test(path));
  assert.deepEqual(
    [...elsewhere, ...misnamed].map(({ path }) => path),
    [],
  );
});

test('an index.ts is a door: exports and nothing else', () => {
  const doors = code.filter(({ path }) => path.endsWith('/index.ts'));
  const exportsOnly = /^(?:\s*export (?:type )?(?:\{[^}]*\}|\*(?: as \w+)?) from '[^']+';)+\s*$/;
  const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  assert.ok(doors.length >= 5, `only ${String(doors.length)} doors`);
  assert.deepEqual(
    doors.filter(({ text }) => !exportsOnly.test(withoutComments(text))).map(({ path }) => path),
    [],
  );
});

test('the server has the folders of ARCHITECTURE.md, none of them too deep for the door rules', () => {
  const parts = code.filter(({ path }) => path.startsWith('server/src/')).map(({ path }) => path.split('/').slice(2));
  const known = new Set<string>([...modules, 'platform', 'cli']);
  const unknown = parts.filter(([folder = '', ...rest]) => rest.length > 0 && !known.has(folder));
  const tooDeep = parts.filter(([folder, ...rest]) => rest.length > deepestFolder + (folder === 'platform' ? 1 : 0));
  assert.deepEqual(
    [...unknown, ...tooDeep].map((path) => path.join('/')),
    [],
  );
});

test('nothing is left for later, and no test is switched off without saying why', () => {
  assert.deepEqual(linesWith(/\b(?:TODO|FIXME|HACK)\b/, notThisFile), []);
  assert.deepEqual(linesWith(/\b(?:test|describe|it)\.(?:only|skip|todo)\(|\b(?:only|todo): true/, tests), []);
  assert.deepEqual(
    linesWith(/\bskip: (?:true\b|!)/, tests),
    [],
    'a skip is a sentence: skip: hasRedis ? false : "no redis-server found"',
  );
});

test('no package registry and no path of one machine is written down', () => {
  const hosts = /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|verdaccio|npmjs)[\w.-]*/;
  const homes = /(?:^|[\s'"`(=:])\/(?:home|Users)\/\w+\//;
  assert.deepEqual(linesWith(hosts, notThisFile), []);
  assert.deepEqual(linesWith(homes, notThisFile), []);
  assert.deepEqual(linesWith(new RegExp(RegExp.escape(root)), notThisFile), []);
});

test('no file has both a transaction and somebody else’s server in its hands', () => {
  const holdsTx = /^import [^;]*\bTx\b[^;]* from /m;
  const callsOut = /^import [^;]* from '(?:#platform\/outbound|[^']*\/providers\/[^']*)'/m;
  const both = code.filter(
    ({ path, text }) => /^server\/src\/(?!.*\.test\.)/.test(path) && holdsTx.test(text) && callsOut.test(text),
  );
  assert.ok(
    code.some(({ text }) => holdsTx.test(text)) && code.some(({ text }) => callsOut.test(text) || text.includes('outbound')),
  );
  assert.deepEqual(
    both.map(({ path }) => path),
    [],
  );
});
