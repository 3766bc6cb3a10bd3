import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** So many log-ins a second for this time, each by somebody else from somewhere else, as far as the server can tell. */
export interface Flood {
  readonly port: number;
  readonly perSecond: number;
  readonly milliseconds: number;
}

export interface FloodReport {
  readonly sent: number;
  /** Looked at: somebody's password was hashed. */
  readonly hashed: number;
  /** Told to come back later. */
  readonly refused: number;
  readonly other: number;
}

const longestWaitMs = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

process.on('message', (flood: Flood) => void pour(flood).then((report) => process.send?.(report)));

async function pour({ port, perSecond, milliseconds }: Flood): Promise<FloodReport> {
  const answers: Promise<number>[] = [];
  const began = performance.now();
  for (let passed = 0; passed < milliseconds; passed = performance.now() - began) {
    while (answers.length < (passed * perSecond) / 1_000) answers.push(logIn(port, answers.length));
    await wait(2);
  }
  const statuses = await Promise.all(answers);
  const count = (...which: readonly number[]) => statuses.filter((status) => which.includes(status)).length;
  const [hashed, refused] = [count(200, 401), count(429, 503)];
  return { sent: statuses.length, hashed, refused, other: statuses.length - hashed - refused };
}

/** Answers with the status; 0 where there was none. */
function logIn(port: number, number: number): Promise<number> {
  const body = JSON.stringify({ email: `${randomUUID()}@example.com`, password: 'not the one' });
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  return new Promise((resolve) => {
    const asking = request({
      agent,
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/v1/auth/login',
      timeout: longestWaitMs,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-forwarded-for': address },
    });
    asking.once('response', (answer) => {
      answer.resume().once('close', () => resolve(answer.statusCode ?? 0));
    });
    asking.once('error', () => resolve(0));
    asking.once('timeout', () => asking.destroy());
    asking.end(body);
  });
}
