import { Counter, Histogram, type Registry } from 'prom-client';
import { span, type Logger } from '#platform/telemetry';
import type { Secret } from '#platform/secret';
import type { Carrier, Delivery, OutgoingLetter, Sender } from './letter.ts';
import { isMailAddress } from './mail-address.ts';
import { createMailboxCarrier } from './mailbox-carrier.ts';
import { createSendgridCarrier } from './sendgrid-carrier.ts';
import { createSmtpCarrier } from './smtp-carrier.ts';

export type MailRoute =
  | {
      readonly by: 'smtp';
      /** `smtps://user:password@host:465` for TLS from the first byte, `smtp://…:587` for STARTTLS. */
      readonly url: Secret;
      /** Whether a letter may leave without TLS; only for a mail server on the same machine. */
      readonly plainAllowed?: boolean;
      /** Whom to believe that the server is who it says, where that is not one of the public authorities: certificates in PEM. */
      readonly authority?: string;
      readonly timeoutMs?: number;
    }
  | { readonly by: 'sendgrid'; readonly baseUrl: string; readonly key: Secret; readonly timeoutMs?: number }
  | { readonly by: 'mailbox'; readonly baseUrl: string; readonly timeoutMs?: number };

export interface MailerOptions {
  readonly route: MailRoute;
  readonly from: Sender;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface Mailer {
  /** What became of it is answered and never thrown. Sent twice, it is the same letter: its Message-ID follows from its id. */
  send(letter: OutgoingLetter): Promise<Delivery>;
  /** Takes no more letters and waits for those under way, which all end in time. */
  stop(): Promise<void>;
}

/** The only way by which letters leave the house. */
export function createMailer({ route, from, registry, logger }: MailerOptions): Mailer {
  if (!isMailAddress(from.address) || !isLine(from.name)) throw new Error('the sender of letters is no plain name and address');
  const carrier = createCarrier(route, { registry, logger });
  const metrics = createMetrics(registry);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);

  async function deliver(letter: OutgoingLetter): Promise<Delivery> {
    if (!isLine(letter.subject)) throw new Error('the subject of a letter is one line');
    if (!/^[\w-]{1,64}$/.test(letter.id)) throw new Error('the id of a letter is one word');
    if (!isMailAddress(letter.to)) return { kind: 'rejected', why: 'address_malformed' };
    return carrier.carry({ ...letter, from, messageId: `<${letter.id}@${domain}>` });
  }

  return {
    send: (letter) =>
      span('mail send', { 'mail.by': route.by }, async () => {
        const began = performance.now();
        const delivery = await deliver(letter);
        const elapsedMs = performance.now() - began;
        const { kind: outcome, why } = { why: '', ...delivery };
        metrics.letters.inc({ by: route.by, outcome, why });
        metrics.duration.observe({ by: route.by, outcome }, elapsedMs / 1000);
        const facts = { by: route.by, letter_id: letter.id, outcome, why, duration_ms: Math.round(elapsedMs) };
        if (delivery.kind === 'accepted') logger.info(facts, 'a letter has left');
        else logger.warn(facts, 'a letter has not left, as far as we know');
        return delivery;
      }),
    stop: () => carrier.stop(),
  };
}

function createCarrier(route: MailRoute, tools: Pick<MailerOptions, 'registry' | 'logger'>): Carrier {
  switch (route.by) {
    case 'smtp':
      return createSmtpCarrier({ ...route, ...tools });
    case 'sendgrid':
      return createSendgridCarrier({ ...route, ...tools });
    case 'mailbox':
      return createMailboxCarrier({ ...route, ...tools });
  }
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  return {
    letters: new Counter({
      name: 'akawo_mail_letters_total',
      help: 'Letters handed over, by what came of it; one that is tried again counts again',
      labelNames: ['by', 'outcome', 'why'],
      registers,
    }),
    duration: new Histogram({
      name: 'akawo_mail_seconds',
      help: 'How long handing a letter over took',
      labelNames: ['by', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  };
}

function isLine(text: string): boolean {
  return text.length <= 200 && /^[^\p{Cc}\u2028\u2029]+$/u.test(text);
}
