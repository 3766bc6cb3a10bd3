export interface Seats {
  /** Gives the seat back when it is called, however often; `undefined` where none is free. */
  take(caller: string): (() => void) | undefined;
}

/** How many may be at something at once, all together and each of them. */
export function createSeats({ inAll, each }: { readonly inAll: number; readonly each: number }): Seats {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(caller) {
      const own = taken.get(caller) ?? 0;
      if (all >= inAll || own >= each) return undefined;
      all += 1;
      taken.set(caller, own + 1);
      let isMine = true;
      return () => {
        if (!isMine) return;
        isMine = false;
        all -= 1;
        const left = (taken.get(caller) ?? 1) - 1;
        if (left === 0) taken.delete(caller);
        else taken.set(caller, left);
      };
    },
  };
}
