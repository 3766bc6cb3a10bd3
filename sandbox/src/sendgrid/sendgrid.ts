import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Book } from '../mailbox/index.ts';
import { sendPage } from '../page.ts';
import type { Stage } from '../stage.ts';
import { moodFor } from './moods.ts';
import { stagePage } from './page.ts';
import { type MailSend, mailSend } from './schema.ts';

/** Plays SendGrid's v3 API far enough to send letters. They land in the mailbox, where those of the mailbox itself do. */
export function createSendgrid(letters: Book): Stage {
  return {
    name: 'SendGrid',
    path: '/sendgrid',
    what: 'Takes mail as SendGrid’s API does; the letters arrive in the mailbox.',
    register: async (app) => addRoutes(app, letters),
  };
}

function addRoutes(app: FastifyInstance, letters: Book): void {
  app.setErrorHandler<Error & { statusCode?: number; validation?: readonly { instancePath: string }[] }>(
    (error, _request, reply) => {
      const field = error.validation?.[0]?.instancePath.slice(1).replaceAll('/', '.');
      return refuse(reply, error.statusCode ?? 500, error.message, field === undefined || field === '' ? null : field);
    },
  );
  app.get('/', (_request, reply) => sendPage(reply, 'SendGrid', stagePage()));
  app.post<{ Body: MailSend }>('/v3/mail/send', { schema: { body: mailSend }, onRequest: checkKey }, async ({ body }, reply) => {
    if (body.content.length === 2 && body.content[0]?.type !== 'text/plain')
      return refuse(reply, 400, 'The text/plain content must come before the text/html content.', 'content');
    const to = body.personalizations.flatMap((one) => one.to.map(({ email }) => email));
    switch (moodFor(to[0] ?? '')) {
      case 'refused':
        return refuse(reply, 400, 'Does not contain a valid address.', 'personalizations.0.to.0.email');
      case 'throttled':
        reply.headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1) });
        return refuse(reply, 429, 'too many requests', null);
      case 'broken':
        return refuse(reply, 500, 'internal error', null);
      case 'silent':
        await keep(letters, body, to);
        return reply.hijack();
      case undefined: {
        if (body.mail_settings?.sandbox_mode?.enable === true) return reply.code(200).send();
        await keep(letters, body, to);
        return reply.code(202).header('x-message-id', randomUUID()).send();
      }
    }
  });
}

async function keep(letters: Book, { from, subject, content, headers = {} }: MailSend, to: readonly string[]): Promise<void> {
  const valueOf = (type: string) => content.find((one) => one.type === type)?.value;
  const html = valueOf('text/html');
  const messageId = Object.entries(headers).find(([name]) => name.toLowerCase() === 'message-id')?.[1];
  await letters.add({
    from: from.name === undefined ? from.email : `${from.name} <${from.email}>`,
    to,
    subject,
    text: valueOf('text/plain') ?? '',
    ...(html !== undefined && { html }),
    ...(messageId !== undefined && { message_id: messageId }),
  });
}

/** Any key of the right form will do. */
async function checkKey({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (/^Bearer SG\.\S+$/.test(headers.authorization ?? '')) return undefined;
  return refuse(reply, 401, 'The provided authorization grant is invalid, expired, or revoked', null);
}

function refuse(reply: FastifyReply, status: number, message: string, field: string | null): FastifyReply {
  return reply.code(status).send({ errors: [{ message, field, help: null }] });
}
