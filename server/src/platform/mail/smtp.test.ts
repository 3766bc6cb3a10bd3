import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { selfSigned } from './test/certificate.ts';
import { headersNamed, openMailServer, type MailServer, refusal, urlOf } from './test/mail-server.ts';
import { letter, openMailer, sender } from './test/post.ts';

const { key, cert } = selfSigned();
const secure = { key, cert };

/** With TLS, as in production. */
const open = (server: MailServer, timeoutMs = 3_000) =>
  openMailer({ by: 'smtp', url: urlOf(server), authority: cert, timeoutMs });

test('a letter arrives whole, over TLS, under the name of its sender, after a log-in whose password stays out of the log', async () => {
  const logIns: unknown[] = [];
  const server = await openMailServer({
    ...secure,
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      logIns.push([username, password]);
      done(null, { user: 'akawo' });
    },
  });
  const url = urlOf(server, 'smtp', 'akawo%40example.com:p%3Ass%20word@');
  const { mailer, log, registry } = openMailer({ by: 'smtp', url, authority: cert });
  assert.deepEqual(await mailer.send(letter), { kind: 'accepted' });
  assert.deepEqual(logIns, [['akawo@example.com', 'p:ss word']]);
  const [received] = server.received;
  assert.ok(received !== undefined);
  const { raw, from, to } = received;
  assert.deepEqual([from, to, received.secure], [sender.address, ['ada@example.com'], true]);
  assert.deepEqual(headersNamed(received, 'From'), ['From: Akawo <no-reply@akawo.example>']);
  assert.deepEqual(headersNamed(received, 'To'), ['To: ada@example.com']);
  assert.deepEqual(headersNamed(received, 'Message-ID'), [`Message-ID: <${letter.id}@akawo.example>`]);
  assert.deepEqual(headersNamed(received, 'Auto-Submitted'), ['Auto-Submitted: auto-generated']);
  assert.match(raw, /multipart\/alternative/);
  assert.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'), 'the last of the alternatives is the preferred one');
  assert.match(raw, /\r\n<p>Good morning\.<\/p>\r\n/);
  assert.doesNotMatch(log(), /p:ss|p%3Ass|ada@example\.com|Good morning/);
  assert.match(await registry.metrics(), /akawo_mail_letters_total\{by="smtp",outcome="accepted",why=""\} 1/);
});

test('TLS from the first byte is as good', async () => {
  const server = await openMailServer({ ...secure, secure: true });
  const { mailer } = openMailer({ by: 'smtp', url: urlOf(server, 'smtps'), authority: cert });
  assert.deepEqual(await mailer.send(letter), { kind: 'accepted' });
  assert.equal(server.received[0]?.secure, true);
});

test('without TLS, or with a certificate of nobody we know, no letter and no password is handed over', async () => {
  const logIns: unknown[] = [];
  const onAuth = (_given: unknown, _session: unknown, done: (error: Error) => void) => {
    logIns.push('tried');
    done(refusal(535));
  };
  const plain = await openMailServer({ onAuth, allowInsecureAuth: true, disabledCommands: ['STARTTLS'] });
  const stranger = await openMailServer({ onAuth, ...secure });
  const strangerFromTheStart = await openMailServer({ onAuth, ...secure, secure: true });
  const routes = [urlOf(plain, 'smtp', 'a:b@'), urlOf(stranger, 'smtp', 'a:b@'), urlOf(strangerFromTheStart, 'smtps', 'a:b@')];
  for (const url of routes) {
    const { mailer } = openMailer({ by: 'smtp', url });
    assert.deepEqual(await mailer.send(letter), { kind: 'unknown', why: 'tls_failed' });
  }
  assert.deepEqual([logIns, plain.received, stranger.received, strangerFromTheStart.received], [[], [], [], []]);
});

test('on one machine a letter may leave without TLS, where that was asked for', async () => {
  const server = await openMailServer({ disabledCommands: ['STARTTLS'] });
  const { mailer } = openMailer({ by: 'smtp', url: urlOf(server), plainAllowed: true });
  assert.deepEqual(await mailer.send(letter), { kind: 'accepted' });
});

test('nothing in a letter becomes a header, a second reader or a second letter', async () => {
  const server = await openMailServer(secure);
  const { mailer } = open(server);
  const addresses = [
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com, eve@example.com',
    'Ada <eve@example.com>',
    'ada@example.com>\r\nRCPT TO:<eve@example.com',
    '"ada eve"@example.com',
    'ada@[127.0.0.1]',
    `${'a'.repeat(5_000)}@example.com`,
    `ada@${'a.'.repeat(2_500)}com`,
    'ada\u202e@example.com',
    'ada',
    '',
  ];
  for (const to of addresses)
    assert.deepEqual(await mailer.send({ ...letter, to }), { kind: 'rejected', why: 'address_malformed' });
  assert.equal(server.connections(), 0);
  await assert.rejects(mailer.send({ ...letter, subject: 'Hello\r\nBcc: eve@example.com' }), /one line/);
  await assert.rejects(mailer.send({ ...letter, id: '1@x>\r\nBcc: eve@example.com' }), /one word/);

  const smuggled = 'Hello\r\n.\r\nMAIL FROM:<eve@example.com>\r\nRCPT TO:<bola@example.com>\r\nDATA\r\nSubject: two\r\n\r\n.\r\n';
  const long = 'x'.repeat(5_000);
  assert.deepEqual(await mailer.send({ ...letter, text: `${smuggled}${long}`, html: `${smuggled}${long}` }), {
    kind: 'accepted',
  });
  assert.equal(server.received.length, 1);
  const [received] = server.received;
  assert.ok(received !== undefined);
  assert.deepEqual(received.to, ['ada@example.com']);
  assert.match(received.raw, /\r\nMAIL FROM:<eve@example\.com>\r\n/);
  assert.equal(headersNamed(received, 'Subject').length, 1);
});

test('many letters at once share a few connections, and stopping waits for those under way', async () => {
  const waiting: (() => void)[] = [];
  const server = await openMailServer(secure, (_letter, done) => void waiting.push(done));
  const { mailer } = open(server);
  const deliveries = Array.from({ length: 12 }, (_, number) => mailer.send({ ...letter, id: `letter-${number}` }));
  const answering = setInterval(() => waiting.splice(0).forEach((done) => done()), 20);
  after(() => clearInterval(answering));
  assert.deepEqual(
    (await Promise.all(deliveries)).map(({ kind }) => kind),
    deliveries.map(() => 'accepted'),
  );
  assert.equal(server.mostAtOnce(), 4);
  const last = mailer.send({ ...letter, id: 'last' });
  while (waiting.length === 0 && server.received.length < 13) await new Promise((resolve) => setImmediate(resolve));
  await mailer.stop();
  assert.deepEqual(await last, { kind: 'accepted' });
  assert.deepEqual(await mailer.send(letter), { kind: 'unknown', why: 'stopped' });
});
