/** What this device remembers of who is signed in: the person's id and no secret. All tabs see it change. */
export interface Trace {
  read(): string | null;
  leave(person: string): void;
  erase(): void;
  /** This tab goes to another site, to come back with somebody signed in. */
  expect(): void;
  isExpected(): boolean;
  watch(notice: (person: string | null) => void): void;
}

const key = 'akawo-person';
const expectedKey = 'akawo-expected';

export function createTrace(): Trace {
  const read = () => attempt(() => localStorage.getItem(key)) ?? null;
  return {
    read,
    leave(person) {
      attempt(() => sessionStorage.removeItem(expectedKey));
      if (read() !== person) attempt(() => localStorage.setItem(key, person));
    },
    erase() {
      attempt(() => sessionStorage.removeItem(expectedKey));
      attempt(() => localStorage.removeItem(key));
    },
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
