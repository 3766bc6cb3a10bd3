import { AkawoProblem } from '@akawo/sdk';
import { type Bearer, bearerFrom, type Tokens } from './bearer.ts';
import { type Trace } from './trace.ts';

export interface SessionOptions {
  /** Exchanges the cookie, which no script can read, for a new access token. */
  readonly exchange: () => Promise<Tokens>;
  readonly trace: Trace;
  /** Runs the work when no other tab does the same. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Who is signed in, in this tab. The access token lives in memory only, and its end is nobody's concern but this file's. */
export interface Session {
  /** The id of the person who is signed in, as far as is known. */
  person(): string | undefined;
  accessToken(): string | undefined;
  /** Whether somebody is signed in; the server is asked when that is not known yet. */
  isSignedIn(): Promise<boolean>;
  /** Whether this device remembers somebody, so that asking the server is worth a request. */
  isRemembered(): boolean;
  /** The code of the refusal that ended the latest session of this device, when it was not the person who did; until somebody signs in. */
  endedBecause(): string | undefined;
  /** The person goes to another site to be signed in, and this tab will come back. */
  expect(): void;
  begin(tokens: Tokens): void;
  /** Forgets the person, here and in the other tabs. */
  end(): void;
  /** Sees to it that the token is good for the next half minute. */
  freshen(): Promise<void>;
  /** A new token; false when the session is over. */
  renew(): Promise<boolean>;
  /** Called when another person is signed in, or nobody any more. */
  subscribe(listener: () => void): () => void;
}

export function createSession({ exchange, trace, inTurn }: SessionOptions): Session {
  let bearer: Bearer | undefined;
  let isKnown = false;
  let renewal: Promise<boolean> | undefined;
  let changes = 0;
  const listeners = new Set<() => void>();

  function become(next: Bearer | undefined): void {
    const isSame = next?.person === bearer?.person;
    bearer = next;
    isKnown = true;
    if (isSame) return;
    changes += 1;
    for (const listener of listeners) listener();
  }

  function accept(tokens: Tokens): void {
    const next = bearerFrom(tokens);
    trace.leave(next.person);
    become(next);
  }

  function forget(reason?: string): void {
    trace.erase(reason);
    become(undefined);
  }

  /** An answer that comes after somebody has signed in or out is about the session before, and changes nothing. */
  async function renewOnce(): Promise<boolean> {
    const changesBefore = changes;
    try {
      const tokens = await inTurn(exchange);
      if (changes === changesBefore) accept(tokens);
    } catch (thrown) {
      if (!isOver(thrown)) throw thrown;
      // Who is forgotten already keeps the reason for it; the server says less when it is asked again.
      if (changes === changesBefore) forget(trace.read() === null ? trace.endedBecause() : thrown.code);
    }
    return bearer !== undefined;
  }

  function renew(): Promise<boolean> {
    renewal ??= renewOnce().finally(() => (renewal = undefined));
    return renewal;
  }

  /** Another tab has signed somebody in or out. */
  trace.watch((person) => {
    if (person === (bearer?.person ?? null)) return;
    become(undefined);
    if (person === null) return;
    isKnown = false;
    // Without a network the next screen asks again, and says so.
    renew().catch(() => (isKnown = false));
  });

  return {
    person: () => bearer?.person,
    accessToken: () => bearer?.token,
    isSignedIn: async () => (isKnown ? bearer !== undefined : renew()),
    isRemembered: () => bearer !== undefined || trace.read() !== null || trace.isExpected(),
    endedBecause: trace.endedBecause,
    expect: trace.expect,
    begin: accept,
    end: () => forget(),
    async freshen() {
      if (bearer !== undefined && Date.now() >= bearer.freshUntil) await renew();
    },
    renew,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The server has decided; a lost network or a server in trouble has not. */
function isOver(thrown: unknown): thrown is AkawoProblem {
  return thrown instanceof AkawoProblem && (thrown.status === 401 || thrown.code === 'person_banned');
}
