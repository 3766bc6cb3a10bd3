import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after } from 'node:test';
import { Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { announcing } from '#platform/events';
import { createJobs, type Jobs } from '#platform/jobs';
import { createMailer } from '#platform/mail';
import { Secret } from '#platform/secret';
import { createLogger } from '#platform/telemetry';
import { createMailCodes, type MailCodes } from '../credentials/mail-codes.ts';
import { createPerson } from '../people/create-person.ts';
import { type Person } from '../person.ts';
import { enqueueLetter, type Letter } from './enqueue-letter.ts';
import { handleLetters } from './handle-letters.ts';

export interface Arrived {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly message_id: string;
}

export interface PostOfficeTrial {
  readonly codes: MailCodes;
  readonly jobs: Jobs;
  /** All that the mailbox was handed, whatever it answered. */
  readonly arrived: Arrived[];
  /** How the mailbox answers from now on. */
  answer(status: number): void;
  newPerson(firstName?: string): Promise<Person>;
  send(letter: Letter): Promise<void>;
  log(): string;
}

export const publicUrl = 'https://wallet.example';

/** A post office with real parts: jobs, codes, a mailer, and a mailbox on this machine that answers as it is told. */
export async function openPostOffice(connection: Database): Promise<PostOfficeTrial> {
  const arrived: Arrived[] = [];
  let status = 201;
  const mailbox = createServer((request, response) => {
    void json(request).then((body) => {
      arrived.push(body as Arrived);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => mailbox.once('listening', resolve));

  let log = '';
  const logger = createLogger({ level: 'trace', name: 'trial', destination: { write: (line) => void (log += line) } });
  const registry = new Registry();
  const mailer = createMailer({
    route: { by: 'mailbox', baseUrl: `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}` },
    from: { name: 'Akawo', address: 'no-reply@wallet.example' },
    registry,
    logger,
  });
  const database = announcing(connection);
  const codes = createMailCodes(new Secret('only for tests'));
  const jobs = createJobs({ database, registry, logger, pollMs: 20 });
  handleLetters({ jobs, db: database.db, mailer, codes, publicUrl, logger });
  await jobs.start();
  after(async () => {
    await jobs.stop(1_000);
    await mailer.stop();
    mailbox.close();
    mailbox.closeAllConnections();
  });

  return {
    codes,
    jobs,
    arrived,
    answer: (next) => void (status = next),
    newPerson: (firstName = 'Ẹniọlá') =>
      database.transact((tx) =>
        createPerson(tx, { email: `${randomBytes(6).toString('hex')}@example.ng`, first_name: firstName, last_name: 'Obi' }),
      ),
    send: (letter) => database.transact((tx) => enqueueLetter(tx, letter)),
    log: () => log,
  };
}
