import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer, testDatabase, type TestServer } from '#test';
import { openWorld, type TestPerson } from '../src/wallet/test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const environment = { LIMIT_IP_PER_MINUTE: '1000000', LIMIT_GLOBAL_PER_MINUTE: '1000000' };
const start = () => startServer(database, environment);
const servers: TestServer[] = await Promise.all([start(), start(), start()]);

interface Told {
  readonly status: number;
  readonly body: string;
  readonly code: string | undefined;
}

const to = (person: TestPerson, amount: number) => ({ amount, wallet_number: person.wallet.number });

async function post(server: number, from: TestPerson, key: string, body: object): Promise<Told | undefined> {
  try {
    const answer = await fetch(`${servers[server]?.url}/api/v1/transfers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${from.token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text, code: (JSON.parse(text) as { code?: string }).code };
  } catch {
    // It was killed under us: nobody knows what became of it.
    return undefined;
  }
}

/** A request but for its last byte, on a connection of its own. */
async function holdBack(server: number, from: TestPerson, body: object): Promise<Socket> {
  const { port } = new URL(servers[server]?.url ?? '');
  const socket = connect(Number(port), '127.0.0.1').setNoDelay();
  const text = JSON.stringify(body);
  const head = [
    'POST /api/v1/transfers HTTP/1.1',
    'host: localhost',
    'connection: close',
    `authorization: Bearer ${from.token}`,
    'content-type: application/json',
    `content-length: ${text.length}`,
    `idempotency-key: ${randomUUID()}`,
  ];
  await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${text.slice(0, -1)}`, resolve));
  return socket;
}

async function release(socket: Socket): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const answer = new Promise<string>((resolve, reject) => {
    let text = '';
    socket
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .once('end', () => resolve(text))
      .once('error', reject);
  });
  socket.write('}');
  const [head = '', body = '{}'] = (await answer).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), code: (JSON.parse(body) as { code?: string }).code };
}

test('of two hundred payments of 60 % of a wallet, released together over three processes, exactly one is made', async () => {
  const bola = await world.join({ tier: 3 });
  for (let round = 0; round < 3; round += 1) {
    const ada = await world.join({ money: 1_000_00, tier: 3 });
    const held = await Promise.all(Array.from({ length: 200 }, (_, index) => holdBack(index % 3, ada, to(bola, 600_00))));
    const told = await Promise.all(held.map(release));
    assert.equal(told.filter(({ status }) => status === 201).length, 1);
    const others = told.filter(({ status }) => status !== 201);
    assert.deepEqual([...new Set(others.map(({ code }) => code))], ['insufficient_funds']);
    assert.equal(await world.balanceOf(ada), 1_000_00 - 600_00 - 10_75);
    assert.equal(await world.balanceOf(bola), (round + 1) * 600_00);
  }
});

test('copies over three processes, one of which is killed, make one effect for each key and get equal answers', async () => {
  const [keys, copies] = [12, 50];
  const ada = await world.join({ money: 1_000_000_00, tier: 3 });
  const people = await Promise.all(Array.from({ length: 5 }, () => world.join({ tier: 3 })));
  const requests = Array.from({ length: keys }, (_, index) => ({
    key: randomUUID(),
    body: to(people[index % 5] ?? ada, 100_00 + index),
  }));
  let unknown = 0;

  async function persist(server: number, key: string, body: object): Promise<Told> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const told = await post((server + attempt) % 3, ada, key, body);
      if (told === undefined) unknown += 1;
      else if (told.status < 500 && told.code !== 'idempotency_in_progress') return told;
      await wait(30 + Math.random() * 30);
    }
    throw new Error(`no answer for ${key}`);
  }

  const killing = (async () => {
    await wait(50);
    const [victim] = servers;
    await victim?.stop('SIGKILL');
    servers[0] = await start();
  })();
  const answers = await Promise.all(
    requests.flatMap(({ key, body }) =>
      Array.from({ length: copies }, async (_, copy) => ({ key, ...(await persist(copy % 3, key, body)) })),
    ),
  );
  await killing;

  assert.ok(unknown > 0, 'the kill was felt');
  for (const { key } of requests) {
    const own = answers.filter((answer) => answer.key === key);
    assert.deepEqual([...new Set(own.map(({ status }) => status))], [201]);
    assert.equal(new Set(own.map(({ body }) => body)).size, 1);
  }
  const [made] = await database.owner<{ made: number; sum: string }>(
    'select count(*)::int as made, sum(amount)::text as sum from wallet.transactions where sender_wallet_id = $1',
    [ada.wallet.id],
  );
  assert.deepEqual(made, { made: keys, sum: String(requests.reduce((sum, { body }) => sum + body.amount, 0)) });
});

test('two bodies under one key, over two processes at once: one is done, the other has no effect', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_000_00, tier: 3 }), await world.join({ tier: 3 })];
  let expected = 0;
  for (let pair = 0; pair < 60; pair += 1) {
    const key = randomUUID();
    const [one, other] = await Promise.all([post(1, ada, key, to(bola, 100_00)), post(2, ada, key, to(bola, 101_00))]);
    assert.deepEqual(
      new Set([one?.status, other?.status]),
      new Set([201, 422]),
      `${one?.body} ${other?.body} ${servers.map((server) => server.log().slice(-2_000)).join('')}`,
    );
    assert.equal([one, other].find((told) => told?.status === 422)?.code, 'idempotency_key_reused');
    expected += one?.status === 201 ? 100_00 : 101_00;
  }
  assert.equal(await world.balanceOf(bola), expected);
});
