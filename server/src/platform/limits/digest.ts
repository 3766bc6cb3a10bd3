import { hash } from 'node:crypto';

/** Subjects are addresses, e-mails and phone numbers: outside this process only their digest is kept, and it has one length. */
export function digestOf(subject: string): string {
  return hash('sha256', subject, 'base64url');
}
