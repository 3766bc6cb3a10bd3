import { Note } from '../../design/index.ts';
import styles from './entrance.module.css';

/** Why somebody stands at this door again, by the code of the refusal. */
const words: Readonly<Record<string, readonly [title: string, detail: string]>> = {
  session_ended: ['You were signed out.', 'This session was ended, here or on another device. Sign in again to go on.'],
  refresh_token_invalid: ['You were signed out.', 'It has been a while. Sign in again to go on.'],
  refresh_token_reused: [
    'We signed you out to be safe.',
    'Somebody may have copied your session. Sign in again, and change your password if you did not expect this.',
  ],
  person_banned: ['This account has been closed.', 'Write to support if you think that this is a mistake.'],
  social_sign_in_failed: ['Google did not finish signing you in.', 'Nothing has happened. Try again, or use your password.'],
  social_sign_in_unavailable: ['Google cannot be reached at the moment.', 'Use your password, or try again in a few minutes.'],
  identity_token_invalid: ['Google did not vouch for this sign-in.', 'Try again, or use your password.'],
  identity_email_missing: [
    'Google did not tell us an email address that it has checked.',
    'Confirm your address with Google first, or sign up with email and password.',
  ],
  identity_not_linked: [
    'There is a wallet with this email address already.',
    'Sign in with its password once and confirm the address; after that Google works, too.',
  ],
};

export function Turned({ problem }: { problem: string }) {
  const [title, detail] = words[problem] ?? ['The sign-in did not work.', 'Nothing has happened. Try again.'];
  return (
    <div className={styles.turned}>
      <Note tone="warn" title={title}>
        {detail}
      </Note>
    </div>
  );
}
