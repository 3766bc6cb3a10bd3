import { defineProblem } from '#platform/problem';

export const signInRequired = defineProblem('sign_in_required', 'unauthenticated', 'Sign in, or send an API key.');
export const accessTokenInvalid = defineProblem(
  'access_token_invalid',
  'unauthenticated',
  'This access token is not one of ours.',
);
export const accessTokenExpired = defineProblem(
  'access_token_expired',
  'unauthenticated',
  'This access token has expired; refresh it.',
);
export const sessionEnded = defineProblem('session_ended', 'unauthenticated', 'This session has ended; sign in again.');
export const personRequired = defineProblem(
  'person_required',
  'forbidden',
  'Only a person who signed in himself may do this, not a key.',
);
export const staffRequired = defineProblem('staff_required', 'forbidden', 'Only staff may do this.');
export const missingPermission = defineProblem(
  'missing_permission',
  'forbidden',
  'This key does not have the permission for this.',
);
export const personBanned = defineProblem(
  'person_banned',
  'forbidden',
  'This account has been closed to its owner. Write to support.',
);

export const emailTaken = defineProblem('email_taken', 'conflict', 'There is an account with this e-mail address already.');
export const phoneNumberTaken = defineProblem(
  'phone_number_taken',
  'conflict',
  'There is an account with this phone number already.',
);
export const phoneNumberInvalid = defineProblem(
  'phone_number_invalid',
  'unprocessable',
  'This is not a phone number that can be called.',
);
export const passwordTooWeak = defineProblem('password_too_weak', 'unprocessable', 'This password is too easy to guess.');
export const referralCodeUnknown = defineProblem('referral_code_unknown', 'unprocessable', 'Nobody has this referral code.');
export const credentialsWrong = defineProblem(
  'credentials_wrong',
  'unauthenticated',
  'The e-mail address or the password is wrong.',
);
export const passwordRequired = defineProblem(
  'password_required',
  'unconfirmed',
  'This needs your password, so that nobody does it who only found you signed in.',
);
export const passwordWrong = defineProblem('password_wrong', 'forbidden', 'This is not your present password.');
export const freshSignInRequired = defineProblem(
  'fresh_sign_in_required',
  'unconfirmed',
  'This needs that you have just signed in; sign in again, then do it within 15 minutes.',
);
export const tooManyAttempts = defineProblem('too_many_attempts', 'too_many', 'Too many attempts; wait before the next one.');
export const hashingBusy = defineProblem(
  'hashing_busy',
  'too_many',
  'Too many people are signing in at this moment; try again shortly.',
);

export const refreshTokenInvalid = defineProblem(
  'refresh_token_invalid',
  'unauthenticated',
  'This refresh token is not good any more; sign in again.',
);
export const refreshTokenReused = defineProblem(
  'refresh_token_reused',
  'unauthenticated',
  'This refresh token was used before, so somebody may have copied it. The session has ended everywhere; sign in again.',
);
export const originRefused = defineProblem('origin_refused', 'forbidden', 'A page of another site may not do this.');
export const sessionNotFound = defineProblem('session_not_found', 'not_found', 'There is no such session.');
export const mailCodeInvalid = defineProblem(
  'mail_code_invalid',
  'unprocessable',
  'This link or code is not good any more; ask for a new one.',
);

export const identityTokenInvalid = defineProblem(
  'identity_token_invalid',
  'unauthenticated',
  'Google or Apple did not vouch for this sign-in.',
);
export const identityEmailMissing = defineProblem(
  'identity_email_missing',
  'unprocessable',
  'Google or Apple did not tell us an e-mail address that is verified, so no account can be made.',
);
export const identityNotLinked = defineProblem(
  'identity_not_linked',
  'conflict',
  'There is an account with this e-mail address; sign in with its password first.',
);
export const socialSignInUnavailable = defineProblem(
  'social_sign_in_unavailable',
  'unavailable',
  'Signing in this way is not possible at the moment.',
);
export const socialSignInFailed = defineProblem(
  'social_sign_in_failed',
  'unauthenticated',
  'The sign-in was not completed; begin again.',
);

export const pinInvalid = defineProblem('pin_invalid', 'unprocessable', 'A PIN has 4 to 6 digits and is not as simple as 1234.');
export const pinNotSet = defineProblem('pin_not_set', 'conflict', 'There is no PIN yet; set one first.');
export const pinProofRequired = defineProblem(
  'pin_proof_required',
  'forbidden',
  'Changing the PIN needs the PIN that it had, or the password.',
);
export const pinWrong = defineProblem('pin_wrong', 'forbidden', 'This is not the PIN.');
export const pinLocked = defineProblem('pin_locked', 'locked', 'The PIN was wrong too often; it can be tried again later.');
export const pinRequired = defineProblem('pin_required', 'unconfirmed', 'This needs a PIN token that was made for it.');

export const apiKeyInvalid = defineProblem('api_key_invalid', 'unauthenticated', 'This is not one of our API keys.');
export const apiKeyExpired = defineProblem(
  'api_key_expired',
  'unauthenticated',
  'This API key has expired; roll it over or make a new one.',
);
export const apiKeyRevoked = defineProblem('api_key_revoked', 'unauthenticated', 'This API key was revoked.');
export const apiKeyAddressRefused = defineProblem(
  'api_key_address_refused',
  'forbidden',
  'This API key may not be used from this address.',
);
export const apiKeyLimit = defineProblem(
  'api_key_limit',
  'invalid',
  'There are five active API keys, which is the most; revoke one first.',
);
export const apiKeyNotFound = defineProblem('api_key_not_found', 'not_found', 'There is no such API key.');
export const apiKeyAlreadyRevoked = defineProblem(
  'api_key_already_revoked',
  'conflict',
  'This API key was revoked, so it cannot be rolled over; make a new one.',
);

export const avatarInvalid = defineProblem(
  'avatar_invalid',
  'unprocessable',
  'This is not a picture that can be used: a JPEG, PNG or WebP of at most 5 MiB.',
);
export const avatarBusy = defineProblem(
  'avatar_busy',
  'too_many',
  'Too many pictures are being drawn at this moment; try again shortly.',
);
export const avatarNotFound = defineProblem('avatar_not_found', 'not_found', 'There is no such picture.');
export const deviceNotFound = defineProblem('device_not_found', 'not_found', 'There is no such device.');
