import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendPage } from '../page.ts';
import { accountFields, type AccountForm, type Accounts, readAccount } from './accounts.ts';
import { answerAt, type AuthorizationRequest, authorizationFields, fieldsOf, mistakeIn } from './authorization.ts';
import { chooserPage, mistakePage } from './pages.ts';
import type { Decision, IssuerPlay } from './play.ts';

type Asked = Partial<AuthorizationRequest>;
type Form = Asked & { readonly email: string; readonly decision: 'allow' | 'deny' };

const short = { type: 'string', maxLength: 100 };

/** The pages that a person sees: which account, what is shared, and back to where he came from. */
export function addSignIn(
  app: FastifyInstance,
  play: IssuerPlay,
  accounts: Accounts,
  answer: (decision: Decision, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  /** The request, or nothing once the person has been told what is wrong with it. */
  const readRequest = (asked: Asked, reply: FastifyReply): AuthorizationRequest | undefined => {
    const mistake = mistakeIn(asked, play.clientId);
    if (mistake === undefined) return asked as AuthorizationRequest;
    void sendPage(reply.code(400), 'Not possible', mistakePage(play, mistake));
    return undefined;
  };
  const sendChooser = (reply: FastifyReply, request: AuthorizationRequest) =>
    sendPage(reply, 'Choose an account', chooserPage(play, request, accounts.list()), ["'self'"]);

  const querystring = { type: 'object', properties: { ...authorizationFields, email: accountFields.email } };
  app.get<{ Querystring: Asked }>(play.authorizePath, { schema: { querystring } }, (request, reply) => {
    const asked = readRequest(request.query, reply);
    return asked === undefined ? reply : sendChooser(reply, asked);
  });

  const newcomer = { type: 'object', required: ['email'], properties: { ...authorizationFields, ...accountFields } };
  app.post<{ Body: Asked & AccountForm }>('/accounts', { schema: { body: newcomer } }, async (request, reply) => {
    const asked = readRequest(request.body, reply);
    if (asked === undefined) return reply;
    const account = readAccount(request.body);
    await accounts.keep(account);
    const carried = new URLSearchParams([...fieldsOf(asked), ['email', account.email]]);
    return reply.redirect(`${play.path}/consent?${carried.toString()}`, 303);
  });

  app.get<{ Querystring: Asked & { email?: string } }>('/consent', { schema: { querystring } }, (request, reply) => {
    const asked = readRequest(request.query, reply);
    if (asked === undefined) return reply;
    const account = accounts.find(request.query.email ?? '');
    if (account === undefined) return sendChooser(reply, asked);
    // Browsers hold a form to the page's policy along the redirect that answers it, too.
    return sendPage(reply, 'Sign in', play.consentPage(asked, account), ["'self'", new URL(asked.redirect_uri).origin]);
  });

  const body = {
    type: 'object',
    required: ['email', 'decision'],
    additionalProperties: short,
    properties: { ...authorizationFields, email: accountFields.email, decision: { enum: ['allow', 'deny'] } },
  };
  app.post<{ Body: Form }>('/decision', { schema: { body } }, async (request, reply) => {
    const asked = readRequest(request.body, reply);
    if (asked === undefined) return reply;
    const account = accounts.find(request.body.email);
    if (request.body.decision === 'deny' || account === undefined)
      return reply.redirect(answerAt(asked, { error: 'access_denied' }), 303);
    return answer({ request: asked, account, form: { ...request.body } }, reply);
  });
}
