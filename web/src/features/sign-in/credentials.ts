import { akawo } from '../../api.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The refresh token comes back as a cookie that no script can read. */
export async function signIn({ email, password }: Credentials): Promise<unknown> {
  return akawo.send({
    method: 'POST',
    path: '/api/v1/auth/login',
    headers: { 'X-Session-Mode': 'cookie' },
    body: { email: email.trim(), password },
  });
}

/** Catches slips of the thumb only; whether an address exists is for the server to know. */
export function refuseEmail(email: string): string | null {
  const trimmed = email.trim();
  if (trimmed === '') return 'Type the email address of your account.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed)) return 'This does not look like an email address, such as ada@example.com.';
  return null;
}

export function refusePassword(password: string): string | null {
  return password === '' ? 'Type your password.' : null;
}
