import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after } from 'node:test';

export interface LocalServer {
  readonly url: string;
  readonly port: number;
  /** How many connections were ever opened to it. */
  connections(): number;
  close(): Promise<void>;
}

/** A server on this machine that answers properly; it is gone after the test file. */
export function serve(listener: RequestListener, host = '127.0.0.1'): Promise<LocalServer> {
  return listen(createHttpServer(listener), host);
}

/** A server that speaks in bytes, so that it can say what no decent one would. */
export function serveBytes(onRequest: (socket: Socket) => void, host = '127.0.0.1'): Promise<LocalServer> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => onRequest(socket));
  });
  return listen(server, host);
}

async function listen(server: Server, host: string): Promise<LocalServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  after(close);
  return { url: `http://127.0.0.1:${port}`, port, connections: () => connections, close };
}

/** A port that nobody listens on. */
export async function refusedPort(): Promise<number> {
  const server = await serve(() => undefined);
  await server.close();
  return server.port;
}

/** Waits until something is true, for two seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + 2000;
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error('it did not become true in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
