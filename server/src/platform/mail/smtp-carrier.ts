import { createTransport } from 'nodemailer';
import type { Logger } from '#platform/telemetry';
import type { Secret } from '#platform/secret';
import { explainSmtpFailure } from './explain-smtp-failure.ts';
import { machineHeaders, type Carrier, type Delivery, type StampedLetter } from './letter.ts';

interface SmtpOptions {
  readonly url: Secret;
  readonly plainAllowed?: boolean;
  readonly authority?: string;
  /** For one letter with everything: waiting for a connection, connecting, and the answer to it. */
  readonly timeoutMs?: number;
  readonly logger: Logger;
}

const connectMs = 5_000;
const mostConnections = 4;
const lettersPerConnection = 100;

/** Any mail server. A few connections are kept for a short while, and a letter is never sent again on its own account. */
export function createSmtpCarrier({ url, plainAllowed = false, authority, timeoutMs = 30_000, logger }: SmtpOptions): Carrier {
  const transport = createTransport({
    ...serverOf(url),
    requireTLS: !plainAllowed,
    ...(authority !== undefined && { tls: { ca: authority } }),
    pool: true,
    maxConnections: mostConnections,
    maxMessages: lettersPerConnection,
    maxRequeues: 0,
    idleTimeout: 10_000,
    connectionTimeout: connectMs,
    dnsTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const underway = new Set<Promise<Delivery>>();
  let stopped = false;

  async function hand({ from, to, subject, text, html, messageId }: StampedLetter): Promise<Delivery> {
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        envelope: { from: from.address, to: [to] },
        subject,
        text,
        html,
        messageId,
        headers: machineHeaders,
        xMailer: false,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { kind: 'accepted' };
    } catch (thrown) {
      const { delivery, facts } = explainSmtpFailure(thrown);
      logger.warn({ ...facts, message_id: messageId }, 'a mail server did not take a letter');
      return delivery;
    }
  }

  return {
    async carry(letter) {
      if (stopped) return { kind: 'unknown', why: 'stopped' };
      const delivery = hand(letter);
      underway.add(delivery);
      try {
        return await delivery;
      } finally {
        underway.delete(delivery);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(underway);
      transport.close();
    },
  };
}

function serverOf(url: Secret) {
  const { protocol, hostname, port, username, password } = new URL(url.reveal());
  const secure = protocol === 'smtps:';
  const credentials = username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } };
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...credentials,
    // Also where the server does not offer it: then it refuses, and does not take the letter as one of a stranger.
    forceAuth: username !== '',
  };
}
