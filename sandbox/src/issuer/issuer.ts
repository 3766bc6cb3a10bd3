import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { JWTPayload } from 'jose';
import { addFormParser } from '../form.ts';
import { sendPage } from '../page.ts';
import type { Stage } from '../stage.ts';
import { accountFields, type AccountForm, openAccounts, readAccount } from './accounts.ts';
import { frontPage } from './pages.ts';
import type { IssuerPlay, Props } from './play.ts';
import { createSigningKeys } from './signing-keys.ts';
import { addSignIn } from './sign-in.ts';

/** An issuer of identities as a stage of the sandbox. */
export function createIssuer(play: IssuerPlay, folder: string): Stage {
  const { name, path, what } = play;
  return {
    name,
    path,
    what,
    async register(app) {
      const accounts = await openAccounts(join(folder, `${path.slice(1)}.json`), play.inhabitants);
      const props = { accounts, keys: createSigningKeys() };
      addFormParser(app);
      addFrontPage(app, play, props);
      addForPrograms(app, play, props);
      addSignIn(app, play, accounts, play.prepare(app, props));
    },
  };
}

function addFrontPage(app: FastifyInstance, play: IssuerPlay, { accounts, keys }: Props): void {
  const { name, path, clientId } = play;
  app.get('/', async (_request, reply) => {
    const facts = [['Client id', clientId] as const, ...play.facts];
    const page = frontPage({ name, path, accounts: accounts.list(), keys: (await keys.published()).keys, facts });
    return sendPage(reply, name, page, ["'self'"]);
  });

  app.post('/keys/rotate', async (_request, reply) => {
    await keys.rotate();
    return reply.redirect(path, 303);
  });
}

function addForPrograms(app: FastifyInstance, play: IssuerPlay, { accounts, keys }: Props): void {
  app.get('/.well-known/openid-configuration', ({ protocol, host }) => play.describe(`${protocol}://${host}${play.path}`));
  app.get(play.keysPath, () => keys.published());

  const body = {
    type: 'object',
    required: ['email'],
    additionalProperties: false,
    properties: {
      ...accountFields,
      client_id: { type: 'string', maxLength: 200 },
      nonce: { type: 'string', maxLength: 500 },
      claims: { type: 'object' },
    },
  };
  type Order = AccountForm & { readonly client_id?: string; readonly nonce?: string; readonly claims?: JWTPayload };
  app.post<{ Body: Order }>('/id-tokens', { schema: { body } }, async (request) => {
    const { client_id: clientId = play.clientId, nonce, claims, ...form } = request.body;
    const account = accounts.find(form.email) ?? readAccount(form);
    const usual = play.claimsOf({ account, clientId, scope: 'openid email profile name', nonce });
    const said = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== null);
    return { id_token: await keys.sign(Object.fromEntries(said)) };
  });
}
