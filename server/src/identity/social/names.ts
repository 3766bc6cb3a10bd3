import { readName } from '../profile/name.ts';
import { type Vouched } from './vouched.ts';

/** What the program says that the person is called. Apple tells it once, at the first sign-in, and signs nothing of it. */
export interface GivenNames {
  readonly first_name?: string | undefined;
  readonly last_name?: string | undefined;
}

/** Until he says what he is called. Apple tells no name to whoever asks twice, and some people have only one. */
const nameless = { first_name: 'New', last_name: 'Member' };

/** For somebody new: what the issuer signed, else what the program said. Nobody is renamed by signing in again. */
export function nameOf(vouched: Vouched, given: GivenNames): { readonly first_name: string; readonly last_name: string } {
  const choose = (field: keyof GivenNames) =>
    vouched[field] ?? (given[field] === undefined ? nameless[field] : readName(given[field], field));
  return { first_name: choose('first_name'), last_name: choose('last_name') };
}
