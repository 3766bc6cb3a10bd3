import { type Permission } from '../principal.ts';
import { type Content, type Part } from './content.ts';
import { type Occasion } from './enqueue-letter.ts';
import { lagosDeadline, lagosMoment } from './lagos-time.ts';

/** The web app's pages that a letter leads to. */
export interface Pages {
  /** Opens with the code behind `#`, which a browser keeps to itself: no server and no log sees it. */
  verifyEmail(code: string): string;
  resetPassword(code: string): string;
  readonly forgotPassword: string;
}

export function pagesOf(publicUrl: string): Pages {
  return {
    verifyEmail: (code) => `${publicUrl}/verify-email#code=${code}`,
    resetPassword: (code) => `${publicUrl}/reset-password#code=${code}`,
    forgotPassword: `${publicUrl}/forgot-password`,
  };
}

interface Coded {
  readonly greeting: string;
  readonly url: string;
  readonly goodUntil: string;
}

interface Notice {
  readonly greeting: string;
  readonly occasion: Occasion;
  readonly forgotPassword: string;
}

export function verifyEmail({ greeting, url, goodUntil }: Coded): Content {
  return {
    subject: 'Confirm your e-mail address',
    preview: 'Tell us that this address is yours. It takes one press.',
    title: 'Is this address yours?',
    greeting,
    parts: [
      words('Somebody opened an Akawo account with this e-mail address. Was it you? Then tell us that the address is yours.'),
      { kind: 'button', label: 'Yes, this is my address', url },
      words(`This works once, until ${lagosDeadline(goodUntil)}.`),
      { kind: 'caution', title: 'Not you?', text: 'Then do nothing, and delete this letter.' },
    ],
  };
}

export function resetPassword({ greeting, url, goodUntil }: Coded): Content {
  return {
    subject: 'Choose a new password',
    preview: 'You forgot your password? Choose a new one here.',
    title: 'Choose a new password',
    greeting,
    parts: [
      words('Somebody asked for a new password for your Akawo account. Was it you? Then choose it now.'),
      { kind: 'button', label: 'Choose a new password', url },
      words(
        `This works once, until ${lagosDeadline(goodUntil)}. Do not pass this letter on: whoever has it can open your account.`,
      ),
      { kind: 'caution', title: 'Not you?', text: 'Then do nothing. Your password stays as it is and your money is safe.' },
    ],
  };
}

export function newDevice({ greeting, occasion, forgotPassword }: Notice): Content {
  return {
    subject: 'New sign-in to your Akawo account',
    preview: `With ${occasion.device}. Was it you? Then there is nothing to do.`,
    title: 'Did you sign in?',
    greeting,
    parts: [
      words('Somebody signed in to your Akawo account on a device that we have not seen with you before.'),
      factsOf(occasion),
      words('Was it you? Then all is well and there is nothing to do.'),
      {
        kind: 'caution',
        title: 'Not you?',
        text: 'Choose a new password now. Everybody who is signed in to your account is signed out by it.',
        link: { label: 'Choose a new password', url: forgotPassword },
      },
    ],
  };
}

export function passwordChanged({ greeting, occasion, forgotPassword }: Notice): Content {
  return {
    subject: 'Your Akawo password was changed',
    preview: 'Was it you? Then there is nothing to do.',
    title: 'Your password was changed',
    greeting,
    parts: [
      words('Your Akawo account has a new password. Other devices that were signed in have to sign in again.'),
      factsOf(occasion),
      words('Was it you? Then all is well and there is nothing to do.'),
      {
        kind: 'caution',
        title: 'Not you?',
        text: 'Then somebody else may be in your account. Choose a new password now: everybody is signed out by it.',
        link: { label: 'Choose a new password', url: forgotPassword },
      },
    ],
  };
}

const powers: Readonly<Record<Permission, string>> = {
  read: 'see your money',
  deposit: 'add money',
  transfer: 'send money',
  withdraw: 'withdraw money',
  airtime: 'buy airtime',
};

export function apiKeyCreated({
  greeting,
  occasion,
  forgotPassword,
  permissions,
}: Notice & { readonly permissions: readonly Permission[] }): Content {
  const may = permissions.map((permission) => powers[permission]).join(', ');
  return {
    subject: 'New API key for your Akawo account',
    preview: 'It lets a program act for you. Was it you? Then there is nothing to do.',
    title: 'Did you make an API key?',
    greeting,
    parts: [
      words('Somebody who was signed in to your Akawo account made an API key. With it a program can act for you.'),
      factsOf(occasion, [['The key may', may]]),
      words('Was it you? Then all is well and there is nothing to do.'),
      {
        kind: 'caution',
        title: 'Not you?',
        text: 'Choose a new password now. Everybody is signed out by it and all API keys stop working.',
        link: { label: 'Choose a new password', url: forgotPassword },
      },
    ],
  };
}

function words(text: string): Part {
  return { kind: 'words', text };
}

function factsOf({ at, device, address }: Occasion, more: readonly (readonly [name: string, value: string])[] = []): Part {
  return {
    kind: 'facts',
    facts: [...more, ['When', lagosMoment(at)], ['Device', device], ['Internet address', address]],
  };
}
