import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { assembleFor, eventually, testDatabase } from '#test';
import { defineEvent, record } from '#platform/events';
import { anyone, type Access } from '#platform/http';
import { defineJob, enqueue } from '#platform/jobs';
import { newId } from '#platform/id';
import { answerOnce } from '#platform/once';
import { defineProblem } from '#platform/problem';
import { currentContext } from '#platform/telemetry';

/** A module of the test's own, as small as one can be, that walks the whole path: route, once, effect, event, job, reader. */
const noteWritten = defineEvent('note.written', Type.Object({ text: Type.String() }));
const copyNote = defineJob({ name: 'note.copy', data: Type.Object({ id: Type.String() }) });
const noteRefused = defineProblem('note_refused', 'unprocessable', 'Such a note is not kept.');
const Note = Type.Object({ id: Type.String(), text: Type.String() }, { $id: 'Note' });
const writer: Access = {
  who: 'the test',
  security: [],
  admit: (request) => ({ kind: 'test', id: String(request.headers['x-writer'] ?? 'ada') }),
};

const database = await testDatabase();
const akawo = await assembleFor(database.appUrl, { LIMIT_IP_PER_MINUTE: '1000' });
const { http, events, jobs, once } = akawo;
const copied: { id: string; correlationId: string | undefined }[] = [];
const heard: string[] = [];

before(async () => {
  await database.owner('create table public.notes (id uuid primary key, text text not null)');
  await database.owner('grant select, insert on public.notes to akawo_app');
  http.post(
    '/api/v1/notes',
    {
      config: { access: writer, problems: [noteRefused] },
      schema: {
        operationId: 'writeNote',
        summary: 'Write a note',
        tags: ['Test'],
        body: Type.Object({ text: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
        response: { 201: Note },
      },
    },
    (request, reply) =>
      answerOnce(once, request, reply, async (tx) => {
        const { text } = request.body;
        const id = newId<'notes'>();
        await sql`insert into public.notes (id, text) values (${id}, ${text})`.execute(tx);
        await record(tx, noteWritten, { subject: id, data: { text } });
        await enqueue(tx, copyNote, { id });
        if (text === 'refuse me') throw noteRefused();
        return { status: 201, payload: { id, text } };
      }),
  );
  http.get(
    '/api/v1/slow',
    { config: { access: anyone }, schema: { operationId: 'slow', summary: 'Slow', tags: ['Test'], response: { 200: Note } } },
    async () => {
      await sql`select pg_sleep(0.2)`.execute(akawo.database.db);
      return { id: 'x', text: 'at last' };
    },
  );
  jobs.handle(copyNote, async ({ id }) => void copied.push({ id, correlationId: currentContext()?.correlationId }));
  events.read({
    name: 'ground',
    types: [noteWritten],
    apply: async (_tx, batch) => void heard.push(...batch.map((event) => event.data.text)),
  });
  await akawo.start();
});
after(() => akawo.stop());

function write(text: string, key: string, headers: Record<string, string> = {}) {
  return http.inject({
    method: 'POST',
    url: '/api/v1/notes',
    payload: { text },
    headers: { 'idempotency-key': key, ...headers },
  });
}

async function rows(): Promise<string[]> {
  return (await database.owner<{ text: string }>('select text from public.notes order by id')).map((row) => row.text);
}

test('a request is answered after its effect, its event and its job are all committed, and both are acted on under its request id', async () => {
  const answer = await write('first', 'k-1', { 'x-request-id': 'request-of-ada' });
  assert.equal(answer.statusCode, 201);
  const { id } = answer.json<{ id: string }>();
  assert.deepEqual(await rows(), ['first']);
  await eventually('the reader heard', () => heard.includes('first'));
  await eventually('the job was done', () => copied.some((copy) => copy.id === id));
  assert.equal(copied.find((copy) => copy.id === id)?.correlationId, 'request-of-ada');
});

test('the same key again is the same answer, byte for byte, and nothing happens twice', async () => {
  const first = await write('second', 'k-2');
  const again = await write('second', 'k-2');
  assert.equal(again.body, first.body);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.equal((await rows()).filter((text) => text === 'second').length, 1);
  assert.equal((await write('another', 'k-2')).json<{ code: string }>().code, 'idempotency_key_reused');
});

test('a refusal leaves no effect, no event and no job, and is the same refusal when repeated', async () => {
  const first = await write('refuse me', 'k-3');
  assert.equal(first.statusCode, 422);
  assert.equal(first.json<{ code: string }>().code, 'note_refused');
  assert.equal((await write('refuse me', 'k-3')).body, first.body);
  await write('after the refusal', 'k-4');
  await eventually('the next one was heard', () => heard.includes('after the refusal'));
  assert.ok(!heard.includes('refuse me') && !(await rows()).includes('refuse me'));
});

test('nonsense is refused with its place before anything is looked up', async () => {
  const answer = await http.inject({
    method: 'POST',
    url: '/api/v1/notes',
    payload: { text: 7, colour: 'red' },
    headers: { 'idempotency-key': 'k-5' },
  });
  assert.equal(answer.statusCode, 400);
  assert.ok(answer.json<{ errors: { path: string }[] }>().errors.some(({ path }) => path === '/body/text'));
  assert.equal(
    (await http.inject({ method: 'POST', url: '/api/v1/notes', payload: { text: 'x' } })).json<{ code: string }>().code,
    'idempotency_key_required',
  );
});

test('two hundred copies of one request, sent at once, have one effect', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => write('crowd', 'k-6')));
  const codes = new Set(answers.map((answer) => answer.statusCode));
  assert.ok(codes.isSubsetOf(new Set([201, 409])), [...codes].join());
  assert.equal(new Set(answers.filter((answer) => answer.statusCode === 201).map((answer) => answer.body)).size, 1);
  assert.equal((await rows()).filter((text) => text === 'crowd').length, 1);
});
