import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { quantile } from './loops.ts';

/** Who pays, and whom. */
export interface Payers {
  readonly port: number;
  readonly tokens: readonly string[];
  /** One for each token: nobody pays himself. */
  readonly numbers: readonly string[];
}

/** So many connections, each of which asks again as soon as it is answered; or, with `perSecond`, as many requests as that, whatever is answered. */
export interface Drive {
  readonly connections: number;
  readonly milliseconds: number;
  readonly warmUpMilliseconds: number;
  readonly perSecond?: number;
  /** Everybody pays this one. */
  readonly hot?: number;
  /** Nobody pays: each only asks what it would cost, which takes no database. */
  readonly asking?: boolean;
}

export interface DriveReport {
  /** Within the time that counts. */
  readonly done: number;
  /** In all, with what came before and after it. */
  readonly answered: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of this process, in seconds. */
  readonly processor: number;
  readonly failure?: string;
}

interface Line {
  readonly socket: Socket;
  isFree: boolean;
  answered: (status: string) => void;
}

const good = 'HTTP/1.1 20';
const endOfHead = Buffer.from('\r\n\r\n');
const lengthOf = /\r\ncontent-length: (\d+)/i;
let payers: Payers = { port: 0, tokens: [], numbers: [] };
let heads: readonly string[] = [];
let questions: readonly string[] = [];
let lines: readonly Line[] = [];

/** A client in a process of its own that does next to nothing: it writes whole requests and reads nothing of an answer but its status. */
process.on('message', (message: Payers | Drive) => {
  if ('port' in message) {
    payers = message;
    heads = payers.tokens.map(
      (token) =>
        `POST /api/v1/transfers HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\nidempotency-key: `,
    );
    questions = payers.tokens.map(
      (token) => `GET /api/v1/transfers/quote?amount=500 HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    process.send?.({});
    return;
  }
  drive(message).then(
    (report) => process.send?.(report),
    (thrown: unknown) => process.send?.({ failure: String(thrown) }),
  );
});

async function drive({
  connections,
  milliseconds,
  warmUpMilliseconds,
  perSecond,
  hot,
  asking = false,
}: Drive): Promise<DriveReport> {
  // The server hangs up on whoever has been silent for a minute.
  const alive = lines.filter(({ socket }) => !socket.destroyed);
  lines = [...alive, ...Array.from({ length: Math.max(0, connections - alive.length) }, open)];
  const own = lines.slice(0, connections);
  const from = performance.now() + warmUpMilliseconds;
  const until = from + milliseconds;
  const waits: number[] = [];
  let inAll = 0;
  let before = process.cpuUsage();
  setTimeout(() => (before = process.cpuUsage()), warmUpMilliseconds);
  const turn = async (line: Line, due: number) => {
    await (asking ? ask(line) : transfer(line, hot));
    const answered = performance.now();
    inAll += 1;
    if (answered >= from && answered < until) waits.push(answered - due);
    return answered;
  };
  await (perSecond === undefined ? inTurns(own, until, turn) : atPace(own, until, perSecond, turn));
  const { user, system } = process.cpuUsage(before);
  return {
    done: waits.length,
    answered: inAll,
    perSecond: (waits.length * 1_000) / milliseconds,
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    processor: (user + system) / 1_000_000,
  };
}

type Turn = (line: Line, due: number) => Promise<number>;

async function inTurns(own: readonly Line[], until: number, turn: Turn): Promise<void> {
  await Promise.all(
    own.map(async (line) => {
      for (let asked = performance.now(); asked < until;) asked = await turn(line, asked);
    }),
  );
}

/** What is late because the one before it was late counts from when it was due. */
async function atPace(own: readonly Line[], until: number, perSecond: number, turn: Turn): Promise<void> {
  const underway = new Set<Promise<unknown>>();
  let due = performance.now();
  while (due < until) {
    for (const now = performance.now(); due < Math.min(now, until); due += 1_000 / perSecond) {
      const line = own.find(({ isFree, socket }) => isFree && !socket.destroyed);
      if (line === undefined) break;
      const asked = turn(line, due).finally(() => underway.delete(asked));
      underway.add(asked);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underway);
}

async function transfer(line: Line, hot: number | undefined): Promise<void> {
  const people = payers.tokens.length;
  let payer = Math.floor(Math.random() * people);
  if (payer === hot) payer = (payer + 1) % people;
  const receiver = hot ?? (payer + 1 + Math.floor(Math.random() * (people - 1))) % people;
  const body = `{"amount":${100 + Math.floor(Math.random() * 900)},"wallet_number":"${payers.numbers[receiver]}"}`;
  await converse(line, `${heads[payer]}${randomUUID()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

async function ask(line: Line): Promise<void> {
  await converse(line, questions[Math.floor(Math.random() * questions.length)] ?? '');
}

async function converse(line: Line, request: string): Promise<void> {
  line.isFree = false;
  const { promise, resolve } = Promise.withResolvers<string>();
  line.answered = resolve;
  line.socket.write(request);
  const status = await promise;
  line.isFree = true;
  if (!status.startsWith(good)) throw new Error(status);
}

function open(): Line {
  const socket = connect(payers.port, '127.0.0.1').setNoDelay();
  const line: Line = { socket, isFree: true, answered: () => {} };
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const head = received.indexOf(endOfHead);
    if (head === -1) return;
    const text = received.toString('latin1', 0, head);
    if (received.length < head + endOfHead.length + Number(lengthOf.exec(text)?.[1])) return;
    const answer = text.startsWith(good) ? text : received.toString();
    received = Buffer.alloc(0);
    line.answered(answer);
  });
  socket.once('close', () => line.answered('the server hung up'));
  socket.once('error', () => line.answered('the connection broke'));
  return line;
}
