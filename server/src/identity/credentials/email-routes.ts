import { Type } from 'typebox';
import { anyone, type Http } from '#platform/http';
import { clientOf } from '../client.ts';
import { mailCodeInvalid, tooManyAttempts } from '../problems.ts';
import { askForMailCode } from './ask-for-mail-code.ts';
import { Email, letterAsked, LetterAsked, MailCode } from './fields.ts';
import { type CredentialParts } from './parts.ts';
import { verifyEmail } from './verify-email.ts';

const tags = ['Authentication'];

export function addEmailRoutes(http: Http, { parts }: { readonly parts: CredentialParts }): void {
  http.post(
    '/api/v1/auth/email/verify',
    {
      config: { access: anyone, problems: [mailCodeInvalid, tooManyAttempts] },
      schema: {
        operationId: 'verifyEmail',
        summary: 'Confirm your e-mail address with the code from the letter',
        tags,
        body: Type.Object({ code: MailCode }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await verifyEmail(parts, request.body.code, clientOf(request));
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/api/v1/auth/email/resend',
    {
      config: { access: anyone, problems: [tooManyAttempts] },
      schema: {
        operationId: 'resendVerification',
        summary: 'Ask for the letter that confirms your e-mail address once more',
        description: 'The answer is the same whether or not there is an account. The code of the earlier letter is good no more.',
        tags,
        body: Type.Object({ email: Email }, { additionalProperties: false }),
        response: { 202: LetterAsked },
      },
    },
    async (request, reply) => {
      await askForMailCode(parts, { ...request.body, purpose: 'verify_email' }, clientOf(request));
      return reply.code(202).send(letterAsked);
    },
  );
}
