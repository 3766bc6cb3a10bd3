import { type Db } from '#platform/db';
import { type Jobs } from '#platform/jobs';
import { type Mailer } from '#platform/mail';
import { assertNever } from '#platform/outbound';
import { type Logger } from '#platform/telemetry';
import { type MailCodes } from '../credentials/mail-codes.ts';
import { composeLetter } from './compose-letter.ts';
import { pagesOf } from './contents.ts';
import { sendLetter } from './enqueue-letter.ts';
import { findReader } from './find-reader.ts';

export interface PostOffice {
  readonly jobs: Jobs;
  readonly db: Db;
  readonly mailer: Mailer;
  readonly codes: Pick<MailCodes, 'text'>;
  /** Where people reach the web app. */
  readonly publicUrl: string;
  readonly logger: Logger;
}

/** Writes letters and sends them. One that may have left already is sent again: it is the same letter, and twice does no harm. */
export function handleLetters({ jobs, db, mailer, codes, publicUrl, logger }: PostOffice): void {
  const pages = pagesOf(publicUrl);
  jobs.handle(sendLetter, async (order) => {
    const reader = await findReader(db, order);
    const facts = { letter: order.kind, letter_id: order.letter_id };
    // Nobody is there any more, or another letter has made this one worthless.
    if (reader === undefined) return logger.info(facts, 'a letter is not needed any more');
    const delivery = await mailer.send({
      id: order.letter_id,
      to: reader.email,
      ...composeLetter(order, reader, { codes, pages }),
    });
    switch (delivery.kind) {
      case 'accepted':
        return undefined;
      case 'rejected':
        // It would be refused for ever: an address that does not exist, most often.
        return logger.warn({ ...facts, why: delivery.why }, 'a letter can not be delivered');
      case 'unknown':
        throw new Error(`the letter may not have left: ${delivery.why}`);
      default:
        return assertNever(delivery);
    }
  });
}
