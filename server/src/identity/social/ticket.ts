import { createHash } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { clock } from '#platform/clock';
import { type Secret } from '#platform/secret';

/** What we must know again when the browser comes back: that it is the one that left, and with what secrets. */
const Ticket = Type.Object({ state: Type.String(), nonce: Type.String(), verifier: Type.String() });
export type Ticket = Static<typeof Ticket>;

export interface Tickets {
  seal(ticket: Ticket): Promise<string>;
  /** Nothing for whatever we did not seal, or sealed too long ago. */
  open(sealed: string): Promise<Ticket | undefined>;
}

export const ticketSeconds = 600;
const keyManagement = 'dir';
const encryption = 'A256GCM';

/** The browser keeps the ticket, so that we need not; it cannot read or change it. */
export function createTickets(secret: Secret): Tickets {
  const key = createHash('sha256').update(secret.reveal()).digest();
  const now = () => new Date(clock.now().epochMilliseconds);
  return {
    seal: ({ state, nonce, verifier }) =>
      new EncryptJWT({ state, nonce, verifier })
        .setProtectedHeader({ alg: keyManagement, enc: encryption })
        .setExpirationTime(new Date(now().getTime() + ticketSeconds * 1_000))
        .encrypt(key),
    async open(sealed) {
      const options = {
        keyManagementAlgorithms: [keyManagement],
        contentEncryptionAlgorithms: [encryption],
        requiredClaims: ['exp'],
        currentDate: now(),
      };
      const opened = await jwtDecrypt(sealed, key, options).catch(() => undefined);
      return opened !== undefined && Value.Check(Ticket, opened.payload) ? opened.payload : undefined;
    },
  };
}
