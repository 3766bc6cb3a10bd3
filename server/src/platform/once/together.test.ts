import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { connect, testDatabase } from '#test';
import { type Database, outcomeUnknown } from '#platform/db';
import { Problem } from '../problem.ts';
import {
  type Answer,
  createOnce,
  createOnceTogether,
  type IdempotencyKey,
  keepAnswers,
  type OnceTogether,
  type OnceTogetherOptions,
  type Outcome,
} from './index.ts';
import { effectsOf, prepareEffects, render } from './trial.ts';

const database = await testDatabase({ connections: 16 });
const elsewhere = connect(database.appUrl, { connections: 16 });
after(() => elsewhere.close());
before(() => prepareEffects(database));

interface Told {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
  readonly replayed: boolean;
}

/** What happens in the transaction of the effect before the answer is kept. */
type Meanwhile = () => Promise<void>;

interface Process {
  ask(key: string, body?: object, meanwhile?: Meanwhile): Promise<Told>;
  works(): number;
}

/** A process with a route whose effect and answer share a commit, as the ledger's do. */
function startProcess(
  { db, transact }: Pick<Database, 'db' | 'transact'>,
  beforeWork: (key: string) => Promise<void> = async () => {},
  options: Pick<OnceTogetherOptions, 'rememberedKeys' | 'isWary'> = {},
): Process {
  const together = createOnceTogether({ db, once: createOnce({ database: { transact }, render }), ...options });
  const app = Fastify();
  after(() => app.close());
  const meanwhiles = new Map<string, Meanwhile>();
  let works = 0;
  app.setErrorHandler<Error>((thrown, _, reply) => {
    const status = { conflict: 409, unprocessable: 422, unconfirmed: 403, unavailable: 503 } as Partial<Record<string, number>>;
    return thrown instanceof Problem
      ? reply.code(status[thrown.kind] ?? 400).send({ code: thrown.code })
      : reply.code(500).send({ code: 'internal_error' });
  });
  app.post('/transfers', { config: { access: { who: 'anyone', security: [], admit: () => undefined } } }, (request, reply) =>
    answer(together, request, reply),
  );
  app.decorateRequest('caller', null as never);
  app.addHook('onRequest', async (request) => void Object.assign(request, { caller: { kind: 'person', id: 'ada' } }));

  function answer(of: OnceTogether, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return of.answer(request, reply, (identity, serialise) => carryOut(request, identity, serialise));
  }

  async function carryOut(
    request: FastifyRequest,
    identity: IdempotencyKey,
    serialise: (outcome: Outcome) => Answer,
  ): Promise<Answer> {
    works += 1;
    const number = works;
    await beforeWork(identity.key);
    const body = request.body as { refuse?: string };
    if (body.refuse === 'for good') throw new Problem('too_poor', 'unprocessable', 'No.');
    if (body.refuse === 'unconfirmed') throw new Problem('pin_required', 'unconfirmed', 'No.');
    if (body.refuse === 'broken') throw new Error('a bug');
    const kept = serialise({ status: 201, payload: { number } });
    await transact(async (tx) => {
      await sql`insert into public.effects (key, said) values (${identity.key}, ${JSON.stringify(body)})`.execute(tx);
      await meanwhiles.get(identity.key)?.();
      await keepAnswers(tx, [{ identity, answer: kept }]);
    });
    return kept;
  }

  return {
    works: () => works,
    async ask(key, body = { amount: 100 }, meanwhile) {
      if (meanwhile !== undefined) meanwhiles.set(key, meanwhile);
      const {
        statusCode: status,
        body: text,
        headers,
      } = await app.inject({
        method: 'POST',
        url: '/transfers',
        headers: { 'idempotency-key': key },
        payload: body,
      });
      const { code } = JSON.parse(text) as { code?: string };
      return { status, code, body: text, replayed: headers['idempotent-replayed'] === 'true' };
    },
  };
}

const [here, there] = [startProcess(database), startProcess(elsewhere)];

test('a copy gets the answer of the first one, byte for byte, in this process and in another', async () => {
  const first = await here.ask('plain');
  assert.deepEqual([first.status, first.replayed], [201, false]);
  for (const process of [here, there]) assert.deepEqual(await process.ask('plain'), { ...first, replayed: true });
  assert.equal((await effectsOf(database, 'plain')).length, 1);
});

test('a copy of what was done here is answered without any work; of what was done elsewhere, the work finds out once, and then keys are looked up', async () => {
  const [one, other] = [database, elsewhere].map((base) => startProcess(base, undefined, { isWary: false }));
  assert.ok(one !== undefined && other !== undefined);
  const first = await Promise.all(['wary-1', 'wary-2', 'wary-3'].map((key) => one.ask(key)));
  assert.equal(one.works(), 3);
  assert.deepEqual(await one.ask('wary-1'), { ...first[0], replayed: true });
  assert.equal(one.works(), 3);

  assert.deepEqual(await other.ask('wary-1'), { ...first[0], replayed: true });
  assert.equal(other.works(), 1);
  for (const [index, key] of ['wary-1', 'wary-2', 'wary-3'].entries())
    assert.deepEqual(await other.ask(key), { ...first[index], replayed: true });
  assert.equal(other.works(), 1);
  assert.equal((await other.ask('wary-new')).replayed, false);
});

test('a process that has just started looks keys up: the one before it may have answered', async () => {
  const first = await here.ask('before-the-restart');
  const restarted = startProcess(elsewhere);
  assert.deepEqual(await restarted.ask('before-the-restart'), { ...first, replayed: true });
  assert.equal(restarted.works(), 0);
});

test('a process that has no room to remember a key finds out by its work', async () => {
  const forgetful = startProcess(database, undefined, { rememberedKeys: 1, isWary: false });
  const first = await forgetful.ask('forgotten');
  await forgetful.ask('another');
  await forgetful.ask('yet-another');
  assert.deepEqual(await forgetful.ask('forgotten'), { ...first, replayed: true });
  assert.equal(forgetful.works(), 4);
  assert.equal((await effectsOf(database, 'forgotten')).length, 1);
});

test('any number of copies at once, over two processes, make one effect and get equal bytes', async () => {
  const keys = Array.from({ length: 20 }, (_, index) => `many-${index}`);
  const answers = await Promise.all(
    keys.flatMap((key) =>
      Array.from({ length: 16 }, async (_, copy) => {
        for (;;) {
          const told = await (copy % 2 === 0 ? here : there).ask(key);
          if (told.code !== 'idempotency_in_progress') return { key, ...told };
          await wait(5);
        }
      }),
    ),
  );
  for (const key of keys) {
    const own = answers.filter((answer) => answer.key === key);
    assert.deepEqual([...new Set(own.map(({ status }) => status))], [201]);
    assert.equal(new Set(own.map(({ body }) => body)).size, 1);
    assert.equal(own.filter(({ replayed }) => !replayed).length, 1);
    assert.equal((await effectsOf(database, key)).length, 1);
  }
});

test('two bodies under one key at once: one is done, the other is refused and has no effect', async () => {
  for (let pair = 0; pair < 100; pair += 1) {
    const key = `pair-${pair}`;
    const [one, other] = await Promise.all([
      here.ask(key, { amount: 1 }),
      (pair % 2 === 0 ? here : there).ask(key, { amount: 2 }),
    ]);
    assert.deepEqual(new Set([one.status, other.status]), new Set([201, 422]), `${one.body} ${other.body}`);
    assert.equal([one, other].find(({ status }) => status === 422)?.code, 'idempotency_key_reused');
    assert.equal((await effectsOf(database, key)).length, 1);
  }
});

test('while the first one runs, a copy in this process is told so and another body is refused', async () => {
  const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = here.ask('slow', { amount: 1 }, async () => {
    entered.resolve();
    await leave.promise;
  });
  await entered.promise;
  assert.equal((await here.ask('slow', { amount: 1 })).code, 'idempotency_in_progress');
  assert.equal((await here.ask('slow', { amount: 2 })).code, 'idempotency_key_reused');
  leave.resolve();
  assert.equal((await first).status, 201);
});

test('what does not decide leaves the key as it was: a failure of ours, and a confirmation that is missing', async () => {
  for (const refuse of ['broken', 'unconfirmed']) {
    const key = `unburned-${refuse}`;
    const body = { refuse };
    const worked = here.works();
    assert.equal((await here.ask(key, body)).status, refuse === 'broken' ? 500 : 403);
    assert.equal((await here.ask(key, body)).status, refuse === 'broken' ? 500 : 403);
    assert.equal(here.works(), worked + 2);
    assert.deepEqual(await database.owner('select from platform.idempotency_keys where key = $1', [key]), []);
  }
});

test('a refusal that decides is the answer for ever, in every process', async () => {
  const first = await here.ask('poor', { refuse: 'for good' });
  assert.equal(first.code, 'too_poor');
  const worked = there.works();
  assert.deepEqual(await there.ask('poor', { refuse: 'for good' }), { ...first, replayed: true });
  assert.equal(there.works(), worked);
  assert.equal((await there.ask('poor', { refuse: 'nothing' })).code, 'idempotency_key_reused');
});

test('a slower copy that finds its confirmation spent hears what the faster one was told', async () => {
  const faster: Told[] = [];
  const slow = startProcess(elsewhere, async (key) => {
    faster.push(await here.ask(key));
    throw new Problem('pin_required', 'unconfirmed', 'It was used.');
  });
  const told = await slow.ask('confirmed');
  assert.deepEqual(faster, [{ ...told, replayed: false }]);
  assert.deepEqual([told.status, told.replayed], [201, true]);
});

test('a commit that nobody answered is looked up before anybody is told that it is unknown', async () => {
  let failing = true;
  const unsure = startProcess({
    db: database.db,
    async transact(work) {
      const result = await database.transact(work);
      if (failing) throw outcomeUnknown();
      return result;
    },
  });
  const told = await unsure.ask('unsure');
  assert.deepEqual([told.status, told.replayed], [201, true]);
  assert.equal((await effectsOf(database, 'unsure')).length, 1);
  failing = false;
  assert.deepEqual(await unsure.ask('unsure'), told);
});

test('an answer that is no longer kept is said to be so, and the key does nothing again', async () => {
  await here.ask('old');
  await database.owner(`delete from platform.idempotency_answers where key = 'old'`);
  for (const process of [here, there]) assert.equal((await process.ask('old')).code, 'idempotency_key_expired');
  assert.equal((await effectsOf(database, 'old')).length, 1);
});
