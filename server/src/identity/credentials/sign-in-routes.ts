import { type Static, Type } from 'typebox';
import { anyone, type Http, validationFailed } from '#platform/http';
import { clientOf } from '../client.ts';
import { presentPerson } from '../people/present-person.ts';
import {
  apiKeyAddressRefused,
  apiKeyExpired,
  apiKeyInvalid,
  apiKeyRevoked,
  credentialsWrong,
  emailTaken,
  hashingBusy,
  originRefused,
  passwordTooWeak,
  personBanned,
  phoneNumberInvalid,
  phoneNumberTaken,
  referralCodeUnknown,
  tooManyAttempts,
} from '../problems.ts';
import { Name } from '../profile/name.ts';
import { PhoneNumber } from '../profile/phone.ts';
import { sendSession, Session, SessionHeaders } from '../sessions/send-session.ts';
import { wantsCookie } from '../sessions/session-cookie.ts';
import { Email, GivenPassword, NewPassword } from './fields.ts';
import { logInByKey } from './log-in-by-key.ts';
import { logIn } from './log-in.ts';
import { type CredentialParts } from './parts.ts';
import { signUp } from './sign-up.ts';

const tags = ['Authentication'];

const SignUp = Type.Object(
  {
    email: Email,
    password: NewPassword,
    first_name: Name,
    last_name: Name,
    phone_number: Type.Optional(PhoneNumber),
    referral_code: Type.Optional(Type.String({ minLength: 1, maxLength: 32, description: 'Of the friend who told of Akawo.' })),
  },
  { additionalProperties: false },
);

const LogIn = Type.Object(
  {
    email: Type.Optional(Email),
    password: Type.Optional(GivenPassword),
    api_key: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Instead of the password; the session may do what the key may.' }),
    ),
    username: Type.Optional({ ...Email, description: 'The e-mail address, as forms of OAuth 2 call it.' }),
    grant_type: Type.Optional(Type.Literal('password', { description: 'Of OAuth 2; says nothing here.' })),
    scope: Type.Optional(Type.String({ maxLength: 1_000, description: 'Of OAuth 2; says nothing here.' })),
    client_id: Type.Optional(Type.String({ maxLength: 1_000, description: 'Of OAuth 2; says nothing here.' })),
    client_secret: Type.Optional(Type.String({ maxLength: 1_000, description: 'Of OAuth 2; says nothing here.' })),
  },
  { additionalProperties: false },
);

export interface SignInRoutesOptions {
  readonly parts: CredentialParts;
  readonly publicUrl: string;
}

export function addSignInRoutes(http: Http, { parts, publicUrl }: SignInRoutesOptions): void {
  http.post(
    '/api/v1/auth/signup',
    {
      config: {
        access: anyone,
        form: true,
        problems: [
          emailTaken,
          phoneNumberTaken,
          phoneNumberInvalid,
          passwordTooWeak,
          referralCodeUnknown,
          tooManyAttempts,
          hashingBusy,
          originRefused,
        ],
      },
      schema: {
        operationId: 'signUp',
        summary: 'Sign up and be signed in',
        description:
          'The account, its wallet and its first session are made together. A letter asks to confirm the e-mail address.',
        tags,
        headers: SessionHeaders,
        body: SignUp,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      // A page that may not have a cookie is refused before anything is done.
      wantsCookie(request);
      const { person, issued } = await signUp(parts, request.body, clientOf(request));
      return reply.code(201).send(sendSession(request, reply, issued, presentPerson(person, publicUrl)));
    },
  );

  http.post(
    '/api/v1/auth/login',
    {
      config: {
        access: anyone,
        form: true,
        problems: [
          credentialsWrong,
          personBanned,
          apiKeyInvalid,
          apiKeyExpired,
          apiKeyRevoked,
          apiKeyAddressRefused,
          tooManyAttempts,
          hashingBusy,
          originRefused,
        ],
      },
      schema: {
        operationId: 'logIn',
        summary: 'Sign in with a password or an API key',
        description: 'Send `email` with `password` or with `api_key`, or the form of OAuth 2 with `username` and `password`.',
        tags,
        headers: SessionHeaders,
        body: LogIn,
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      wantsCookie(request);
      const { email, proof } = readLogIn(request.body);
      const client = clientOf(request);
      const { person, issued } = await ('password' in proof
        ? logIn(parts, { email, ...proof }, client)
        : logInByKey(parts, { email, ...proof }, client));
      return sendSession(request, reply, issued, presentPerson(person, publicUrl));
    },
  );
}

interface ReadLogIn {
  readonly email: string;
  readonly proof: { readonly password: string } | { readonly api_key: string };
}

/** One address and one proof; which of two was meant is not for us to say. */
function readLogIn({ email, username, password, api_key }: Static<typeof LogIn>): ReadLogIn {
  const address = email ?? username;
  if (address === undefined) throw validationFailed({ errors: [{ path: '/body/email', message: 'is required' }] });
  if (email !== undefined && username !== undefined)
    throw validationFailed({ errors: [{ path: '/body/username', message: 'is another word for email, which is given too' }] });
  if (password !== undefined && api_key !== undefined)
    throw validationFailed({ errors: [{ path: '/body/api_key', message: 'comes instead of a password, not beside it' }] });
  if (password !== undefined) return { email: address, proof: { password } };
  if (api_key !== undefined) return { email: address, proof: { api_key } };
  throw validationFailed({ errors: [{ path: '/body/password', message: 'is required' }] });
}
