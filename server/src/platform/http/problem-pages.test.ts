import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testServer } from './test-server.ts';

const problemsFile = join(import.meta.dirname, '../../../../docs/problems.md');

test('the type of a refusal is the address of a page about it', async (t) => {
  const { app } = await testServer(t, { problemsFile });
  const refusal = await app.inject('/api/v1/nowhere');
  const page = await app.inject(refusal.json<{ type: string }>().type);
  assert.equal(page.statusCode, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.match(page.body, /<h1>not_found<\/h1>\n<p>No such address/);
});

test('a code that nobody has is not found, whatever it is spelt like', async (t) => {
  const { app } = await testServer(t, { problemsFile });
  for (const code of ['nothing', '__proto__', '%3Cscript%3E'])
    assert.equal((await app.inject(`/problems/${code}`)).statusCode, 404, code);
});
