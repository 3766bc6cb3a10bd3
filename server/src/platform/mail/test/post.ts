import { after } from 'node:test';
import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import type { OutgoingLetter } from '../letter.ts';
import { createMailer, type Mailer, type MailRoute } from '../mailer.ts';

export const sender = { name: 'Akawo', address: 'no-reply@akawo.example' };

export const letter: OutgoingLetter = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  to: 'ada@example.com',
  subject: 'Good morning, Ẹniọlá',
  text: 'Good morning.\n',
  html: '<p>Good morning.</p>\n',
};

export interface Observed {
  readonly mailer: Mailer;
  readonly registry: Registry;
  readonly log: () => string;
}

/** A mailer as assembled for real, whose log and metrics can be read. */
export function openMailer(route: MailRoute): Observed {
  let log = '';
  const logger = createLogger({ level: 'trace', name: 'test', destination: { write: (line) => void (log += line) } });
  const registry = new Registry();
  const mailer = createMailer({ route, from: sender, registry, logger });
  after(() => mailer.stop());
  return { mailer, registry, log: () => log };
}
