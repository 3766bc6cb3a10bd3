import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type PostingId } from '#ledger';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { openWorld, type TestPerson } from '../test/world.ts';
import { type Lived, liveThrough } from './test/live-through.ts';
import { readCsv } from './test/read-csv.ts';

const database = await testDatabase();
const world = await openWorld(database);
const { http, modules } = world.akawo;

let ada: Lived['ada'];
let bola: Lived['bola'];
let taxi: Lived['taxi'];

before(async () => {
  ({ ada, bola, taxi } = await liveThrough(world));
});

function exportOf(person: TestPerson, query: Record<string, string>) {
  const url = `/api/v1/transactions/export?${new URLSearchParams(query).toString()}`;
  return http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${person.token}` } });
}

test('on paper it is a document of its own name that nobody on the way keeps', async () => {
  const { statusCode, headers, rawPayload } = await exportOf(ada, { format: 'pdf', from: '2026-01-01', to: '2026-01-31' });
  assert.equal(statusCode, 200);
  assert.equal(headers['content-type'], 'application/pdf');
  assert.equal(headers['content-disposition'], 'attachment; filename="akawo-statement-2026-01-01-to-2026-01-31.pdf"');
  assert.match(String(headers['cache-control']), /no-store/);
  assert.equal(rawPayload.subarray(0, 5).toString(), '%PDF-');
  assert.equal(rawPayload.subarray(-6).toString().trim(), '%%EOF');
  const all = await exportOf(ada, { format: 'pdf', from: '2026-01-01', to: '2030-01-01' });
  assert.equal(pagesOf(all.rawPayload), 3);
});

/** Page objects of a PDF are not compressed. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}

test('a receipt is one page for either side', async () => {
  for (const person of [ada, bola])
    for (const key of [taxi.id, taxi.reference]) {
      const url = `/api/v1/transactions/${key}/receipt?format=pdf`;
      const answer = await http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${person.token}` } });
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers['content-disposition'], `attachment; filename="akawo-receipt-${taxi.reference}.pdf"`);
      assert.equal(pagesOf(answer.rawPayload), 1);
    }
});

test('a statement covers at most five years, of one wallet, forwards', async () => {
  const codeOf = async (query: Record<string, string>) => {
    const { statusCode, body } = await exportOf(ada, { format: 'csv', ...query });
    return [statusCode, statusCode === 200 ? undefined : (JSON.parse(body) as { code: string }).code];
  };
  assert.deepEqual(await codeOf({ from: '2021-01-01', to: '2025-12-31' }), [200, undefined]);
  assert.deepEqual(await codeOf({ from: '2021-01-01', to: '2026-01-01' }), [400, 'statement_too_long']);
  assert.deepEqual(await codeOf({ from: '2026-01-02', to: '2026-01-01' }), [400, 'validation_failed']);
  assert.deepEqual(await codeOf({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }), [400, 'validation_failed']);
  const tomorrow = Temporal.Now.plainDateISO('Africa/Lagos').add({ days: 1 }).toString();
  assert.deepEqual(await codeOf({ from: tomorrow, to: tomorrow }), [400, 'validation_failed'], 'nobody knows what will be');
  assert.deepEqual(await codeOf({ from: '0000-01-01', to: '0000-01-02' }), [400, 'validation_failed']);
  assert.deepEqual(await codeOf({ from: '2026-01-01', to: '2026-01-02', currency: 'GHS' }), [404, 'wallet_not_found']);
  assert.deepEqual(await codeOf({ from: '2026-01-01', to: '2026-01-02', format: 'xls' }), [400, 'validation_failed']);
});

test('paper has an end where a table has none', async () => {
  const many = await world.join({ tier: 3 });
  const legs = [
    { account: bola.wallet.account, amount: -100 },
    { account: many.wallet.account, amount: 100 },
  ];
  for (let order = 0; order < 6; order += 1) {
    const commands = Array.from({ length: 850 }, () => {
      const id: PostingId = newId();
      return { kind: 'post' as const, id, reference: `many:${id}`, legs };
    });
    const outcome = await modules.ledger.submit(commands);
    assert.equal(outcome.kind, 'accepted');
  }
  const today = Temporal.Now.plainDateISO('Africa/Lagos').toString();
  const paper = await exportOf(many, { format: 'pdf', from: today, to: today });
  assert.deepEqual([paper.statusCode, paper.json<{ code: string }>().code], [400, 'statement_too_long']);
  assert.equal(paper.headers['content-disposition'], undefined);
  const table = await exportOf(many, { format: 'csv', from: today, to: today });
  const rows = readCsv(table.body);
  assert.equal(rows.length, 5_100 + 3);
  assert.deepEqual(rows.at(-1)?.slice(2), ['closing_balance', '', '', '', '', '', '5100.00', 'NGN']);
});

test('a second statement on paper waits until the first is written, and says so', async () => {
  const wanted = { format: 'pdf', from: '2026-01-01', to: '2030-01-01' };
  const answers = await Promise.all([exportOf(ada, wanted), exportOf(ada, wanted), exportOf(ada, wanted)]);
  const refused = answers.filter(({ statusCode }) => statusCode !== 200);
  assert.ok(refused.length > 0 && refused.length < answers.length, `${refused.length} of ${answers.length}`);
  for (const { statusCode, body, headers } of refused) {
    assert.deepEqual([statusCode, (JSON.parse(body) as { code: string }).code], [429, 'statements_busy']);
    assert.ok(Number(headers['retry-after']) >= 1);
  }
  assert.equal((await exportOf(ada, wanted)).statusCode, 200);
});
