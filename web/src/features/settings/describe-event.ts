import type { SecurityEvent } from '@akawo/sdk';

const words: Readonly<Record<SecurityEvent['kind'], string>> = {
  signed_up: 'The wallet was opened',
  logged_in: 'Signed in',
  log_in_failed: 'Somebody tried to sign in and failed',
  logged_out: 'Signed out',
  logged_out_everywhere: 'Signed out on all devices',
  session_ended: 'A device was signed out',
  refresh_token_reused: 'A copied session was found and ended',
  new_device: 'Signed in on a new device',
  password_changed: 'The password was changed',
  password_reset_requested: 'A new password was asked for',
  password_reset: 'A new password was set with a letter',
  email_verified: 'The email address was confirmed',
  pin_set: 'The PIN was set',
  pin_changed: 'The PIN was changed',
  pin_failed: 'A wrong PIN was typed',
  pin_locked: 'The PIN was locked after too many wrong tries',
  api_key_created: 'An API key was made',
  api_key_revoked: 'An API key was revoked',
  api_key_rolled_over: 'An API key was replaced',
  identity_linked: 'Google or Apple was linked',
  profile_changed: 'Name or phone number was changed',
  role_changed: 'The role was changed',
  tier_changed: 'The limits of the account were changed',
  banned: 'The account was closed',
  unbanned: 'The account was opened again',
};

const alarming: readonly SecurityEvent['kind'][] = [
  'log_in_failed',
  'refresh_token_reused',
  'pin_failed',
  'pin_locked',
  'banned',
];

/** A kind that a newer server has made up still says something. */
export function describeEvent(kind: SecurityEvent['kind']): { words: string; isAlarming: boolean } {
  const known: string | undefined = words[kind];
  return { words: known ?? kind.replaceAll('_', ' '), isAlarming: alarming.includes(kind) };
}
