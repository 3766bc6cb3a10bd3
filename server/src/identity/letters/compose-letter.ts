import { type MailCodeId, type MailCodes } from '../credentials/mail-codes.ts';
import { type Content } from './content.ts';
import { apiKeyCreated, newDevice, type Pages, passwordChanged, resetPassword, verifyEmail } from './contents.ts';
import { type LetterOrder } from './enqueue-letter.ts';
import { type Reader } from './find-reader.ts';
import { greet } from './greeting.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';

export interface Desk {
  readonly codes: Pick<MailCodes, 'text'>;
  readonly pages: Pages;
}

export interface Composed {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A letter as it will be read. Only here does a code become text. */
export function composeLetter(order: LetterOrder, reader: Reader, desk: Desk): Composed {
  const content = contentOf(order, reader, desk);
  return { subject: content.subject, text: renderText(content, reader.email), html: renderHtml(content, reader.email) };
}

function contentOf(order: LetterOrder, { first_name, expires_at }: Reader, { codes, pages }: Desk): Content {
  const greeting = greet(first_name);
  const coded = () => {
    if (order.code_id === undefined || expires_at === null)
      throw new Error(`a letter ${order.kind} was asked for without a code`);
    return { code: codes.text(order.code_id as MailCodeId), goodUntil: expires_at };
  };
  const noticed = () => {
    if (order.occasion === undefined) throw new Error(`a letter ${order.kind} was asked for without its occasion`);
    return { greeting, occasion: order.occasion, forgotPassword: pages.forgotPassword };
  };
  switch (order.kind) {
    case 'verify_email': {
      const { code, goodUntil } = coded();
      return verifyEmail({ greeting, url: pages.verifyEmail(code), goodUntil });
    }
    case 'reset_password': {
      const { code, goodUntil } = coded();
      return resetPassword({ greeting, url: pages.resetPassword(code), goodUntil });
    }
    case 'new_device':
      return newDevice(noticed());
    case 'password_changed':
      return passwordChanged(noticed());
    case 'api_key_created':
      return apiKeyCreated({ ...noticed(), permissions: order.permissions ?? [] });
  }
}
