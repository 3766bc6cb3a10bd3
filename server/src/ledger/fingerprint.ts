import { hash } from 'node:crypto';
import { type Command, type Leg, type Metadata } from './command.ts';

/**
 * SHA-256 over everything that a command says except its id: two commands with one fingerprint ask for the same thing. What is left
 * out and what is spelled out as its default are the same; so are legs and metadata in another order. The form has a version: fingerprints
 * are compared across years, so a change of the form gets a new number and the old one stays readable.
 */
export function fingerprintOf(command: Command): string {
  return hash('sha256', JSON.stringify([1, command.kind, ...identity(command), ...content(command)]), 'hex');
}

function identity({ reference, effective_at, metadata }: Command): unknown[] {
  return [reference, effective_at?.toString() ?? null, metadata === undefined ? [] : sortedMembers(metadata)];
}

function content(command: Command): unknown[] {
  switch (command.kind) {
    case 'post':
      return [despite(command), sortedLegs(command.legs)];
    case 'hold':
      return [despite(command), command.account, command.amount, command.expires_at?.toString() ?? null];
    case 'capture':
      return [despite(command), command.hold, command.final ?? false, sortedLegs(command.legs)];
    case 'release':
      return [command.hold, command.amount ?? null, command.because];
    case 'reverse':
      return [despite(command), command.of, command.legs === undefined ? null : sortedLegs(command.legs)];
  }
}

function despite({ despite_freeze = false }: { readonly despite_freeze?: boolean }): boolean {
  return despite_freeze;
}

function sortedLegs(legs: readonly Leg[]): (readonly [string, number])[] {
  return legs.map(({ account, amount }) => [account, amount] as const).toSorted(byName);
}

function sortedMembers(metadata: Metadata): (readonly [string, unknown])[] {
  return Object.entries(metadata).toSorted(byName);
}

/** By code units, as every machine and every locale does it. */
function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
