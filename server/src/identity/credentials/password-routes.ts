import { Type } from 'typebox';
import { anyone, type Access, type Http } from '#platform/http';
import { clientOf } from '../client.ts';
import { ownSessionOf } from '../own-session.ts';
import { hashingBusy, mailCodeInvalid, passwordTooWeak, passwordWrong, tooManyAttempts } from '../problems.ts';
import { askForMailCode } from './ask-for-mail-code.ts';
import { changePassword } from './change-password.ts';
import { Email, GivenPassword, letterAsked, LetterAsked, MailCode, NewPassword } from './fields.ts';
import { type CredentialParts } from './parts.ts';
import { resetPassword } from './reset-password.ts';

export interface PasswordRoutesOptions {
  readonly parts: CredentialParts;
  readonly access: { readonly person: Access };
}

const tags = ['Authentication'];

export function addPasswordRoutes(http: Http, { parts, access }: PasswordRoutesOptions): void {
  http.post(
    '/api/v1/auth/password/forgot',
    {
      config: { access: anyone, problems: [tooManyAttempts] },
      schema: {
        operationId: 'forgotPassword',
        summary: 'Ask for a letter that lets you set a new password',
        description:
          'The answer is the same whether or not there is an account. The code in the letter is good once, for 30 minutes.',
        tags,
        body: Type.Object({ email: Email }, { additionalProperties: false }),
        response: { 202: LetterAsked },
      },
    },
    async (request, reply) => {
      await askForMailCode(parts, { ...request.body, purpose: 'reset_password' }, clientOf(request));
      return reply.code(202).send(letterAsked);
    },
  );

  http.post(
    '/api/v1/auth/password/reset',
    {
      config: { access: anyone, problems: [mailCodeInvalid, passwordTooWeak, tooManyAttempts, hashingBusy] },
      schema: {
        operationId: 'resetPassword',
        summary: 'Set a new password with the code from the letter',
        description: 'All sessions end and all API keys are revoked, because the password may have been in other hands.',
        tags,
        body: Type.Object({ code: MailCode, new_password: NewPassword }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await resetPassword(parts, request.body, clientOf(request));
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/api/v1/auth/password/change',
    {
      config: { access: access.person, problems: [passwordWrong, passwordTooWeak, tooManyAttempts, hashingBusy] },
      schema: {
        operationId: 'changePassword',
        summary: 'Change your password and end your other sessions',
        tags,
        body: Type.Object({ current_password: GivenPassword, new_password: NewPassword }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await changePassword(parts, request.body, ownSessionOf(request));
      return reply.code(204).send(null);
    },
  );
}
