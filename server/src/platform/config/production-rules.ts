import type { Secret } from '#platform/secret';

const leastSecretBytes = 32;
const leastDifferentCharacters = 12;
const demoWords = /change.?me|demo|example|openssl|placeholder|password|replace|secret|your.?key|12345678|abcdef/i;
const demoPasswords = new Set(['akawo', 'admin', 'changeme', 'demo', 'guest', 'password', 'postgres', 'root', 'secret', 'test']);

/** Completes "SECRET_KEY …" when a secret would not keep anybody out. */
export function weakSecret(secret: Secret): string | undefined {
  const text = secret.reveal();
  const bytes = Buffer.byteLength(text);
  if (bytes < leastSecretBytes) return `is ${bytes} bytes long, and needs at least ${leastSecretBytes}`;
  if (new Set(text).size < leastDifferentCharacters) return 'repeats the same few characters';
  if (demoWords.test(text)) return 'looks like a demo value, which others know too';
  return undefined;
}

/** A password that stands in every tutorial; none at all is fine (a socket, a certificate or a `.pgpass` may speak for us). */
export function demoPassword(address: Secret): string | undefined {
  const { username, password } = new URL(address.reveal());
  const known = password !== '' && (demoPasswords.has(password.toLowerCase()) || password === username);
  return known ? 'contains a demo password, which others know too' : undefined;
}

export function unsafeAddress(address: string): string | undefined {
  const { protocol, hostname } = new URL(address);
  const stays = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return protocol === 'https:' || stays ? undefined : 'must start with https:// unless it never leaves this machine';
}

export function portZero(port: number): string | undefined {
  return port === 0 ? 'must be a fixed port: 0 lets the system pick another one at each start' : undefined;
}
