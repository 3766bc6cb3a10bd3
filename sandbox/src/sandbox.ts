import Fastify, { type FastifyInstance } from 'fastify';
import { html } from './html.ts';
import { sendPage } from './page.ts';
import type { Stage } from './stage.ts';

const bodyLimitBytes = 512 * 1024;

/** The server with its stages. It answers refusals in plain JSON; the stages answer as the servers they play would. */
export async function createSandbox(stages: readonly Stage[]): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });
  app.get('/', (_request, reply) => sendPage(reply, 'Welcome', frontPage(stages)));
  app.get('/health', () => ({ status: 'ok' }));
  for (const stage of stages) await app.register((scope) => stage.register(scope), { prefix: stage.path });
  return app;
}

function frontPage(stages: readonly Stage[]) {
  const list = stages.map(
    ({ name, path, what }) =>
      html`<li>
        <a href="${path}"><strong>${name}</strong><span class="quiet">${what}</span></a>
      </li>`,
  );
  return html`<p class="mark">Akawo sandbox</p>
    <h1>Other people’s servers, played here</h1>
    <p>
      Akawo talks to banks, payment providers and mail servers. While you try it out or work on it, it talks to this program
      instead: nothing leaves your machine, no real money moves, and what would have been sent can be looked at.
    </p>
    <ul>
      ${list}
    </ul>
    <p class="quiet">Each keeps a book of its own, as the real one would, so that the two sides can be compared.</p>`;
}
