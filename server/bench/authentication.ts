import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Burst, type Errand, type Report } from './request-client.ts';
import { createSignedInWorld, type SignedInWorld } from './signed-in-world.ts';
import { isReached, type Line, median, renderTable, short } from './table.ts';

/**
 * What it costs to know who is asking: the throughput of a route for signed-in people, and for programs, in units of the same route for
 * anyone. The client is a process of its own. The time that counts is that of the processor in the server's
 * thread: it is the one that is always busy, and what else runs on the machine does not slow it. `node bench/authentication.ts --rounds 5`
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, bursts: { type: 'string', default: '30' } },
});
const rounds = Number(values.rounds);
const bursts = Number(values.bursts);

const credentials = 1_000;
const connections = 32;
const requestsPerBurst = 500;
const keyChecks = 100_000;

const contestants = ['bare', 'person', 'program'] as const;
type Contestant = (typeof contestants)[number];

const world = await createSignedInWorld(credentials);
const client = fork(join(import.meta.dirname, 'request-client.ts'));
try {
  const errand: Errand = { port: world.port, connections, requests: requestsTo(world) };
  client.send(errand);
  await playRound();
  const paces: Readonly<Record<Contestant, number>>[] = [];
  for (let round = 0; round < rounds; round += 1) paces.push(await playRound());
  const bare = short(median(paces.map((pace) => pace.bare)));
  const compare = (name: Contestant, what: string): Line => ({
    measure: name === 'person' ? 'signed-in person' : 'program',
    measured: `${short(median(paces.map((pace) => pace[name])))}/s with ${short(credentials)} ${what} in turns; the bare route ${bare}/s`,
    values: paces.map((pace) => pace[name] / pace.bare),
    unit: '×',
    goal: { atLeast: 0.85 },
  });
  const lines: readonly Line[] = [
    compare('person', 'access tokens'),
    compare('program', 'API keys'),
    {
      measure: 'one API key',
      measured: 'processor time of one check',
      values: await timeKeyChecks(world),
      unit: 'µs',
      goal: { atMost: 100 },
    },
  ];
  console.log(renderTable(lines));
  process.exitCode = lines.every(isReached) ? 0 : 1;
} finally {
  client.disconnect();
  client.kill();
  await world.close();
}

/** All of one length, because reading headers is not what is compared. */
function requestsTo({ tokens, apiKeys }: SignedInWorld): Readonly<Record<Contestant, readonly string[]>> {
  const length = Math.max(...tokens.map((token) => token.length)) + 200;
  const request = (path: string, header: string) => {
    const text = `GET /${path} HTTP/1.1\r\nhost: localhost\r\n${header}\r\nx-padding: `;
    return `${text.padEnd(length, 'x')}\r\n\r\n`;
  };
  return {
    bare: tokens.map((token) => request('bare', `x-nothing: Bearer ${token}`)),
    person: tokens.map((token) => request('person', `authorization: Bearer ${token}`)),
    program: apiKeys.map((key) => request('program', `x-api-key: ${key}`)),
  };
}

/** Everybody in turns, a burst each: a moment in which the machine is slow is everybody's. Requests in a second of the server. */
async function playRound(): Promise<Readonly<Record<Contestant, number>>> {
  const seconds = { bare: 0, person: 0, program: 0 };
  for (let burst = 0; burst < bursts; burst += 1)
    for (const kind of contestants) seconds[kind] += await timeBurst({ kind, count: requestsPerBurst });
  const perSecond = (kind: Contestant) => (bursts * requestsPerBurst) / seconds[kind];
  return { bare: perSecond('bare'), person: perSecond('person'), program: perSecond('program') };
}

async function timeBurst(burst: Burst): Promise<number> {
  const before = process.threadCpuUsage();
  client.send(burst);
  const [{ failure }] = (await once(client, 'message')) as [Report];
  if (failure !== undefined) throw new Error(failure);
  return secondsSince(before);
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000_000;
}

/** In microseconds. */
async function timeKeyChecks({ apiKeys, verifyKey }: SignedInWorld): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.threadCpuUsage();
    for (let check = 0; check < keyChecks; check += 1) await verifyKey(apiKeys[check % apiKeys.length] ?? '', '127.0.0.1');
    times.push((secondsSince(before) * 1_000_000) / keyChecks);
  }
  return times;
}
