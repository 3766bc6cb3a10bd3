export type { Delivery, OutgoingLetter, Sender } from './letter.ts';
export { createMailer, type Mailer, type MailerOptions, type MailRoute } from './mailer.ts';
