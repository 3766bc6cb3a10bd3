import { isIP } from 'node:net';
import { Type, type Static } from 'typebox';
import { clock } from '#platform/clock';
import { type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { defineJob, enqueue } from '#platform/jobs';
import { type Client } from '../client.ts';
import { type MailCodeId } from '../credentials/mail-codes.ts';
import { type PersonId } from '../person.ts';
import { type Permission, permissions } from '../principal.ts';
import { describeDevice } from './describe-device.ts';

/** What somebody is to be told. A letter with a code names the code; what it looks like is found out only when the letter is written. */
export type Letter =
  | { readonly kind: 'verify_email' | 'reset_password'; readonly personId: PersonId; readonly codeId: MailCodeId }
  | { readonly kind: 'new_device' | 'password_changed'; readonly personId: PersonId; readonly client: Client }
  | {
      readonly kind: 'api_key_created';
      readonly personId: PersonId;
      readonly client: Client;
      readonly permissions: readonly Permission[];
    };

export type LetterKind = Letter['kind'];

const Uuid = Type.String({ format: 'uuid' });

/** What happened: when, on which device, from which internet address. */
const Occasion = Type.Object({
  at: Type.String(),
  device: Type.String({ maxLength: 100 }),
  address: Type.String({ maxLength: 64 }),
});
export type Occasion = Static<typeof Occasion>;

/** Nothing secret and no name: who reads the queue learns that somebody is written to. */
const data = Type.Object({
  letter_id: Uuid,
  kind: Type.Enum(['verify_email', 'reset_password', 'new_device', 'password_changed', 'api_key_created'] satisfies LetterKind[]),
  person_id: Uuid,
  code_id: Type.Optional(Uuid),
  occasion: Type.Optional(Occasion),
  /** What a new API key may do. */
  permissions: Type.Optional(Type.Array(Type.Enum([...permissions]))),
});
export type LetterOrder = Static<typeof data>;

/** A mail server may be away for an afternoon: thirty attempts take between two and four hours. */
export const sendLetter = defineJob({ name: 'identity.letter', data, attempts: 30 });

/** Asks for a letter in the transaction of what it tells of. */
export async function enqueueLetter(tx: Tx, letter: Letter): Promise<void> {
  await enqueue(tx, sendLetter, {
    letter_id: newId<'letters'>(),
    kind: letter.kind,
    person_id: letter.personId,
    ...('codeId' in letter ? { code_id: letter.codeId } : { occasion: occasionOf(letter.client) }),
    ...('permissions' in letter && { permissions: [...letter.permissions] }),
  });
}

function occasionOf({ address, userAgent }: Client): Occasion {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return { at: clock.now().toString(), device: describeDevice(userAgent), address: isIP(plain) > 0 ? plain : 'not known' };
}
