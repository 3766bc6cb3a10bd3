const email = { type: 'string', minLength: 3, maxLength: 320, pattern: '^[^\\s@]+@[^\\s@]+$' };
const name = { type: 'string', maxLength: 300 };
const texts = { type: 'object', maxProperties: 50, additionalProperties: { type: 'string', maxLength: 1000 } };
const switches = { type: 'object', additionalProperties: { type: 'boolean' } };

const person = { type: 'object', required: ['email'], additionalProperties: false, properties: { email, name } };

const personalization = {
  type: 'object',
  required: ['to'],
  additionalProperties: false,
  properties: { to: { type: 'array', items: person, minItems: 1, maxItems: 1000 }, custom_args: texts },
};

const content = {
  type: 'object',
  required: ['type', 'value'],
  additionalProperties: false,
  properties: { type: { enum: ['text/plain', 'text/html'] }, value: { type: 'string', minLength: 1, maxLength: 200_000 } },
};

/** What SendGrid takes at `/v3/mail/send`, as far as Akawo asks for it; anything else is refused, so that a slip of ours shows here. */
export const mailSend = {
  type: 'object',
  required: ['personalizations', 'from', 'subject', 'content'],
  additionalProperties: false,
  properties: {
    personalizations: { type: 'array', items: personalization, minItems: 1, maxItems: 1000 },
    from: person,
    reply_to: person,
    subject: { type: 'string', minLength: 1, maxLength: 998 },
    content: { type: 'array', items: content, minItems: 1, maxItems: 2 },
    categories: { type: 'array', items: { type: 'string', maxLength: 255 }, maxItems: 10 },
    headers: texts,
    custom_args: texts,
    mail_settings: { type: 'object', additionalProperties: false, properties: { sandbox_mode: switches } },
    tracking_settings: {
      type: 'object',
      additionalProperties: false,
      properties: { click_tracking: switches, open_tracking: switches },
    },
  },
};

interface Person {
  readonly email: string;
  readonly name?: string;
}

export interface MailSend {
  readonly personalizations: readonly { readonly to: readonly Person[] }[];
  readonly from: Person;
  readonly subject: string;
  readonly content: readonly { readonly type: 'text/plain' | 'text/html'; readonly value: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly mail_settings?: { readonly sandbox_mode?: { readonly enable?: boolean } };
}
