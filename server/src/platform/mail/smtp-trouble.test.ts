import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { selfSigned } from './test/certificate.ts';
import { headersNamed, openMailServer, type MailServer, refusal, urlOf } from './test/mail-server.ts';
import { letter, openMailer } from './test/post.ts';

const { key, cert } = selfSigned();
const secure = { key, cert };

/** With TLS, as in production. */
const open = (server: MailServer, timeoutMs = 3_000) =>
  openMailer({ by: 'smtp', url: urlOf(server), authority: cert, timeoutMs });

test('only a permanent no to the letter itself is taken for a refusal; the words of the server stay out of the log', async () => {
  const words = '5.1.1 <ada@example.com> is not here, code=topsecret';
  const at = (hook: 'onMailFrom' | 'onRcptTo', code: number) =>
    openMailServer({
      ...secure,
      [hook]: (_address: unknown, _session: unknown, done: (error: Error) => void) => done(refusal(code, words)),
    });
  const atEnd = (code: number) => openMailServer(secure, (_letter, done) => done(refusal(code, words)));
  const cases: readonly (readonly [string, MailServer, string])[] = [
    ['no such reader', await at('onRcptTo', 550), 'rejected refused'],
    ['greylisted', await at('onRcptTo', 451), 'unknown try_later'],
    ['out of order', await at('onRcptTo', 503), 'unknown try_later'],
    ['sender not ours', await at('onMailFrom', 553), 'unknown not_admitted'],
    ['busy', await at('onMailFrom', 421), 'unknown try_later'],
    ['taken for spam', await atEnd(554), 'rejected refused'],
    ['disk full', await atEnd(452), 'unknown try_later'],
  ];
  const tried = cases.map(async ([what, server, expected]) => {
    const { mailer, log } = open(server);
    const { kind, why } = { why: '', ...(await mailer.send(letter)) };
    assert.equal(`${kind} ${why}`, expected, what);
    assert.match(log(), /"status":\d{3}/, what);
    assert.doesNotMatch(log(), /ada@example\.com|topsecret/, what);
    if (expected.startsWith('rejected')) assert.match(log(), /"enhanced_status":"5\.1\.1"/);
  });
  await Promise.all(tried);
});

test('a wrong password is our fault, not that of the letter', async () => {
  const server = await openMailServer({ ...secure, onAuth: (_given, _session, done) => done(refusal(535)) });
  const { mailer } = openMailer({ by: 'smtp', url: urlOf(server, 'smtp', 'akawo:wrong@'), authority: cert });
  assert.deepEqual(await mailer.send(letter), { kind: 'unknown', why: 'not_admitted' });
  const silent = await openMailServer({ ...secure, disabledCommands: ['AUTH'] });
  const other = openMailer({ by: 'smtp', url: urlOf(silent, 'smtp', 'akawo:right@'), authority: cert });
  assert.deepEqual(await other.mailer.send(letter), { kind: 'unknown', why: 'not_admitted' });
  assert.deepEqual(silent.received, []);
});

test('a server that takes a letter and never answers leaves it unknown in time, and the letter that is sent again has the same Message-ID', async () => {
  let mute = true;
  const server = await openMailServer(secure, (_letter, done) => void (mute || done()));
  const { mailer } = open(server, 400);
  const began = performance.now();
  assert.deepEqual(await mailer.send(letter), { kind: 'unknown', why: 'timeout' });
  assert.ok(performance.now() - began < 1_500);
  mute = false;
  assert.deepEqual(await mailer.send(letter), { kind: 'accepted' });
  const names = server.received.map((one) => headersNamed(one, 'Message-ID').join());
  assert.deepEqual(
    names,
    Array.from({ length: 2 }, () => `Message-ID: <${letter.id}@akawo.example>`),
  );
});

test('a server that says nothing, hangs up, talks nonsense or is not there has an end in time', async () => {
  const expected = { mute: 'timeout', 'hangs up': 'connection_lost', nonsense: 'answer_malformed', away: 'unreachable' };
  const tcp = async (listener: (socket: Socket) => void) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      after(() => void socket.destroy());
      listener(socket);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    after(() => void server.close());
    return server.address() as AddressInfo;
  };
  const away = await openMailServer();
  await away.close();
  const ports = {
    mute: await tcp(() => undefined),
    'hangs up': await tcp((socket) => socket.destroy()),
    nonsense: await tcp((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
    away,
  };
  for (const [what, server] of Object.entries(ports)) {
    const { mailer } = openMailer({ by: 'smtp', url: urlOf(server), timeoutMs: 400 });
    const delivery = await mailer.send(letter);
    assert.deepEqual(delivery, { kind: 'unknown', why: expected[what as keyof typeof expected] }, what);
  }
});
