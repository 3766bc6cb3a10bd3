import { isId } from '../id.ts';

const email = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})+$/i;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const date = /^\d{4}-\d\d-\d\d$/;

/** The formats a schema may name. Each looks at a bounded text only, so that none can be made slow. */
export const formats: Readonly<Record<string, { readonly says: string; test(text: string): boolean }>> = {
  uuid: { says: 'must be an id such as 01890a5d-ac96-774b-bcce-b302099a8057', test: isId },
  email: { says: 'must be an e-mail address', test: (text) => text.length <= 254 && email.test(text) },
  'date-time': {
    says: 'must be a date and time such as 2026-01-31T12:00:00Z',
    test: (text) => text.length <= 35 && dateTime.test(text) && reads(() => Temporal.Instant.from(text)),
  },
  date: {
    says: 'must be a date such as 2026-01-31',
    test: (text) => date.test(text) && reads(() => Temporal.PlainDate.from(text)),
  },
  uri: {
    says: 'must be an address that starts with https:// or http://',
    test: (text) => text.length <= 2_048 && /^https?:\/\//i.test(text) && URL.canParse(text),
  },
};

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
