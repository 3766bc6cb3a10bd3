/** What this device remembers of who is signed in, and of why nobody is any more: an id, a code and no secret. All tabs see it change. */
export interface Trace {
  read(): string | null;
  leave(person: string): void;
  /** With the reason, unless it was the person's own wish. */
  erase(endedBecause?: string): void;
  /** Survives a reload, since whoever was signed out may first see it then. */
  endedBecause(): string | undefined;
  /** This tab goes to another site, to come back with somebody signed in. */
  expect(): void;
  isExpected(): boolean;
  watch(notice: (person: string | null) => void): void;
}

const key = 'akawo-person';
const endedKey = 'akawo-ended-because';
const expectedKey = 'akawo-expected';

export function createTrace(): Trace {
  const read = () => attempt(() => localStorage.getItem(key)) ?? null;
  return {
    read,
    leave(person) {
      attempt(() => sessionStorage.removeItem(expectedKey));
      attempt(() => localStorage.removeItem(endedKey));
      if (read() !== person) attempt(() => localStorage.setItem(key, person));
    },
    erase(reason) {
      attempt(() => sessionStorage.removeItem(expectedKey));
      // Before the person, because his going is what the other tabs hear of.
      attempt(() => (reason === undefined ? localStorage.removeItem(endedKey) : localStorage.setItem(endedKey, reason)));
      attempt(() => localStorage.removeItem(key));
    },
    endedBecause: () => attempt(() => localStorage.getItem(endedKey)) ?? undefined,
    expect: () => attempt(() => sessionStorage.setItem(expectedKey, 'yes')),
    isExpected: () => attempt(() => sessionStorage.getItem(expectedKey)) === 'yes',
    watch(notice) {
      window.addEventListener('storage', (event) => {
        if (event.key === key || event.key === null) notice(read());
      });
      // A page that comes back from the browser's memory has heard nothing meanwhile.
      window.addEventListener('pageshow', (event) => {
        if (event.persisted) notice(read());
      });
    },
  };
}

/** Storage can be switched off in a browser; the app then remembers nothing and works all the same. */
function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
