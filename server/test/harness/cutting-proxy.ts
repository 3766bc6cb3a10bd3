import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Secret } from '#platform/secret';

/** A way to the database that breaks during COMMIT, before or after the server has heard of it. */
export interface CuttingProxy {
  readonly url: Secret;
  /** The next COMMIT breaks; with `thenShut`, nobody gets through afterwards either. */
  arm(where: 'before' | 'after', thenShut?: boolean): void;
  /** Whether it has come to that. */
  hasCut(): boolean;
  close(): Promise<void>;
}

export async function startCuttingProxy(databaseUrl: Secret): Promise<CuttingProxy> {
  const target = new URL(databaseUrl.reveal());
  const open = new Set<Socket>();
  let armed: { readonly where: 'before' | 'after'; readonly thenShut: boolean } | undefined;
  let isShut = false;

  const server = createServer((client) => {
    if (isShut) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    upstream.pipe(client);
    client.on('data', (bytes) => {
      if (armed === undefined || !bytes.includes('; commit')) return void upstream.write(bytes);
      const { where, thenShut } = armed;
      armed = undefined;
      isShut = thenShut;
      if (where === 'before') return void client.destroy();
      // The server answers a COMMIT that it has carried out; only then, and without that answer, does the client lose its connection.
      let answered = '';
      upstream.unpipe(client).on('data', (answer) => {
        answered += answer.toString('latin1');
        if (answered.includes('COMMIT')) client.destroy();
      });
      upstream.resume().write(bytes);
    });
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const url = new URL(target);
  url.host = `127.0.0.1:${address.port}`;
  // The address of a socket would lead around the proxy.
  url.searchParams.delete('host');

  return {
    url: new Secret(url.href),
    arm(where, thenShut = false) {
      armed = { where, thenShut };
    },
    hasCut: () => armed === undefined,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
