import { type Db } from '#platform/db';
import { hasPin } from '../pins/pin-token.ts';
import { type ActionSource, type WantedAction } from './overview.ts';

const verifyEmail: WantedAction = { code: 'verify_email', title: 'Confirm your e-mail address', path: '/verify-email' };
const setPin: WantedAction = { code: 'set_pin', title: 'Set the PIN that confirms your payments', path: '/settings/pin' };

/** What identity itself asks of a person. */
export function ownActions(db: Db): ActionSource {
  return {
    name: 'identity',
    async read({ id, email_verified_at }) {
      const actions = [email_verified_at === null && verifyEmail, !(await hasPin(db, id)) && setPin];
      return actions.filter((action) => action !== false);
    },
  };
}
