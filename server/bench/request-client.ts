import { connect, type Socket } from 'node:net';

/** What the process is started with: where to ask, and whole requests as they go over the wire, under a name for each kind. */
export interface Errand {
  readonly port: number;
  readonly connections: number;
  readonly requests: Readonly<Record<string, readonly string[]>>;
}

/** So many requests of a kind, taken in turns: one after the other on each connection, all of which stay open. */
export interface Burst {
  readonly kind: string;
  readonly count: number;
}

export interface Report {
  readonly failure?: string;
}

const endOfHead = Buffer.from('\r\n\r\n');
const good = Buffer.from('HTTP/1.1 200');
const lengthOf = /\r\ncontent-length: (\d+)/i;
let errand: Errand | undefined;
let sockets: readonly Socket[] = [];
let turn = 0;

/** A client in a process of its own that does next to nothing, so that what is measured is the server. */
process.on('message', (message: Errand | Burst) => {
  if ('port' in message) {
    const { port, connections } = (errand = message);
    sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1').setNoDelay());
    return;
  }
  void send(message).then(
    () => report({}),
    (thrown: unknown) => report({ failure: String(thrown) }),
  );
});

function report(outcome: Report): void {
  process.send?.(outcome);
}

async function send({ kind, count }: Burst): Promise<void> {
  const requests = errand?.requests[kind] ?? [];
  let left = count;
  const converse = async (socket: Socket) => {
    while (left > 0) {
      left -= 1;
      turn = (turn + 1) % requests.length;
      socket.write(requests[turn] ?? '');
      await wholeAnswer(socket);
    }
  };
  await Promise.all(sockets.map(converse));
}

function wholeAnswer(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let received: Buffer = Buffer.alloc(0);
  const hear = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const head = received.indexOf(endOfHead);
    if (head === -1) return;
    const length = Number(lengthOf.exec(received.toString('latin1', 0, head))?.[1]);
    if (received.length < head + endOfHead.length + length) return;
    leave();
    if (received.subarray(0, good.length).equals(good)) resolve();
    else reject(new Error(received.toString()));
  };
  const lost = () => reject(new Error('the server hung up'));
  const leave = () => void socket.off('data', hear).off('error', reject).off('close', lost);
  socket.on('data', hear).once('error', reject).once('close', lost);
  return promise;
}
