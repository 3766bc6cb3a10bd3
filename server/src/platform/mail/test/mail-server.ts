import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { Secret } from '#platform/secret';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** What the other side has in its hands. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly raw: string;
  readonly secure: boolean;
}

export interface MailServer {
  readonly port: number;
  readonly received: Received[];
  /** How many connections were ever opened to it, and the most at one time. */
  connections(): number;
  mostAtOnce(): number;
  close(): Promise<void>;
}

/** A mail server on this machine, gone after the test file. The hooks make it a bad one. */
export async function openMailServer(
  options: SMTPServerOptions = {},
  answer: (letter: Received, done: (error?: Error) => void) => void = (_letter, done) => done(),
): Promise<MailServer> {
  const received: Received[] = [];
  let connections = 0;
  let open = 0;
  let mostAtOnce = 0;
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections += 1;
      open += 1;
      mostAtOnce = Math.max(mostAtOnce, open);
      done();
    },
    onClose: () => void (open -= 1),
    onData(stream, session, done) {
      void text(stream).then((raw) => {
        const letter = letterOf(session, raw);
        received.push(letter);
        answer(letter, done);
      });
    },
    ...options,
  });
  // A client that hangs up in the middle is part of the game.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  after(close);
  return { port, received, connections: () => connections, mostAtOnce: () => mostAtOnce, close };
}

function letterOf({ envelope, secure }: SMTPServerSession, raw: string): Received {
  const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  return { from, to: envelope.rcptTo.map(({ address }) => address), raw, secure };
}

/** Its address as the settings name it. */
export function urlOf({ port }: { readonly port: number }, scheme = 'smtp', credentials = ''): Secret {
  return new Secret(`${scheme}://${credentials}127.0.0.1:${port}`);
}

/** A header as often as the letter has it. */
export function headersNamed({ raw }: Received, name: string): string[] {
  const lines = raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  return lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
}

/** A refusal with a code, as a mail server's hook gives it. */
export function refusal(responseCode: number, message = 'no'): Error {
  return Object.assign(new Error(message), { responseCode });
}
