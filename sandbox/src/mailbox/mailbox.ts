import type { FastifyInstance } from 'fastify';
import type { Stage } from '../stage.ts';
import { sendPage } from '../page.ts';
import type { Book, Mail } from './book.ts';
import { listPage, messagePage, missingPage } from './pages.ts';

const address = { type: 'string', minLength: 3, maxLength: 320, pattern: '@' };

const mail = {
  type: 'object',
  required: ['from', 'to', 'subject', 'text'],
  additionalProperties: false,
  properties: {
    from: address,
    to: { type: 'array', items: address, minItems: 1, maxItems: 50 },
    subject: { type: 'string', maxLength: 998 },
    text: { type: 'string', maxLength: 50_000 },
    html: { type: 'string', maxLength: 100_000 },
    message_id: { type: 'string', maxLength: 998 },
  },
};

/** The post office of the sandbox: takes mail over HTTP, keeps the last 500 and shows them. */
export function createMailbox(book: Book): Stage {
  return {
    name: 'Mailbox',
    path: '/mailbox',
    what: 'Every mail that Akawo sends arrives here instead of at its reader.',
    register: async (app) => addRoutes(app, book),
  };
}

function addRoutes(app: FastifyInstance, book: Book): void {
  app.post<{ Body: Mail }>('/messages', { schema: { body: mail } }, async (request, reply) => {
    const { id, received_at } = await book.add(request.body);
    return reply.code(201).send({ id, received_at });
  });

  const query = { type: 'object', properties: { to: { type: 'string', maxLength: 320 } } };
  app.get<{ Querystring: { to?: string } }>('/messages', { schema: { querystring: query } }, (request) => ({
    data: book.list(request.query.to),
  }));

  app.delete('/messages', async (_request, reply) => {
    await book.clear();
    return reply.code(204).send();
  });

  app.get('/', (_request, reply) => sendPage(reply, 'Mailbox', listPage(book.list())));

  app.get<{ Params: { id: string } }>('/:id', (request, reply) => {
    const message = book.find(request.params.id);
    if (message === undefined) return sendPage(reply.code(404), 'Not here', missingPage());
    return sendPage(reply, message.subject, messagePage(message));
  });
}
