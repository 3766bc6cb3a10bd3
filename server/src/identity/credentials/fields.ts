import { Type } from 'typebox';
import { longestPassword } from '../passwords/refuse-weak-password.ts';

/** What the bodies of these routes are made of. */
export const Email = Type.String({ format: 'email', maxLength: 254 });

export const GivenPassword = Type.String({ minLength: 1, maxLength: longestPassword });

export const NewPassword = Type.String({
  minLength: 1,
  maxLength: longestPassword,
  description: `From 8 to ${longestPassword} characters of any script, and not one that is easily guessed.`,
});

export const MailCode = Type.String({ minLength: 1, maxLength: 128, description: 'From the letter.' });

const says = 'If there is an account with this address, a letter is on its way to it.';

/** What whoever asks for a letter is told, in any case. */
export const LetterAsked = Type.Object({ message: Type.Literal(says) }, { $id: 'LetterAsked' });
export const letterAsked = { message: says } as const;
