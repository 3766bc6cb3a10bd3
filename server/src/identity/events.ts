import { Type } from 'typebox';
import { defineEvent } from '#platform/events';

const person = Type.Object({ person_id: Type.String() });

export const personSignedUp = defineEvent('person.signed_up', person);
/** Name, e-mail, phone number, picture, role or tier. */
export const personChanged = defineEvent('person.changed', person);
/** Whoever holds a socket for one of these closes it. */
export const sessionsEnded = defineEvent(
  'person.sessions_ended',
  Type.Object({ person_id: Type.String(), session_ids: Type.Array(Type.String()), because: Type.String() }),
);
