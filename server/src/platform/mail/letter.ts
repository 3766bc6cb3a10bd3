import type { Why } from '#platform/outbound';

/** A letter to one reader. It says the same twice, as text and as HTML. */
export interface OutgoingLetter {
  /** Names the letter over all attempts, so that a mail program can tell one that came twice from two. */
  readonly id: string;
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** What a carrier is handed: the letter, who writes it, and the name it has among all letters of the world. */
export interface StampedLetter extends OutgoingLetter {
  readonly from: Sender;
  readonly messageId: string;
}

export interface Accepted {
  readonly kind: 'accepted';
}

/** This letter will never arrive, however often it is tried. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly why: 'address_malformed' | 'refused';
}

/** It may have left or not: try again. `not_admitted` is our own fault: a key, a password or a sender that is not accepted. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: Why | 'not_admitted';
}

export type Delivery = Accepted | Rejected | Unknown;

/** One way for letters to leave the house. */
export interface Carrier {
  /** Ends in time, whatever the other side does, and never throws for it. */
  carry(letter: StampedLetter): Promise<Delivery>;
  stop(): Promise<void>;
}

/** No machine at the other end should answer that somebody is on holiday. */
export const machineHeaders = { 'Auto-Submitted': 'auto-generated' } as const;
