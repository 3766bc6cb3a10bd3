import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { EmbeddedPostgresRefusal, startEmbeddedPostgres } from './index.ts';
import { ask, leave, postmasterOf, quick, startElsewhere, temporaryFolder } from './trial.ts';

/** One home for the whole file, used by one test after the other: making it anew each time would cost more than the tests. */
const folder = temporaryFolder();
const home = folder.path;
after(() => folder[Symbol.dispose]());

test('a second owner is refused and told who runs and what to do', async () => {
  const owner = await startElsewhere(home, 'own');
  const refused = await startEmbeddedPostgres({ home, claim: 'own', settings: quick }).catch((error: unknown) => error);
  assert.ok(refused instanceof EmbeddedPostgresRefusal);
  assert.equal(refused.reason, 'already_running');
  assert.match(refused.message, new RegExp(`process ${owner.pid}, started `));
  assert.match(refused.hint ?? '', /AKAWO_HOME/);
  await leave(owner);
  assert.equal(postmasterOf(home), undefined);
});

test('a visitor beside an owner leaves PostgreSQL running, and one that outstays the owner stops it', async () => {
  const owner = await startElsewhere(home, 'own');
  const brief = await startEmbeddedPostgres({ home, claim: 'visit' });
  assert.equal(brief.adopted, true);
  await brief.stop();
  assert.ok(postmasterOf(home));
  const long = await startEmbeddedPostgres({ home, claim: 'visit' });
  await leave(owner);
  assert.equal(await ask(long.ownerUrl, 'select 1'), 1);
  await long.stop();
  assert.equal(postmasterOf(home), undefined);
});

test('visitors that come together start one PostgreSQL, and the last to leave stops it', async () => {
  const visit = () => startEmbeddedPostgres({ home, claim: 'visit', settings: quick });
  const visitors = await Promise.all([visit(), startElsewhere(home, 'visit'), visit()]);
  const [first, elsewhere, last] = visitors;
  assert.equal(first.ownerUrl, last.ownerUrl);
  await Promise.all([first.stop(), leave(elsewhere)]);
  assert.equal(await ask(last.ownerUrl, 'select 1'), 1);
  await last.stop();
  assert.equal(postmasterOf(home), undefined);
});
