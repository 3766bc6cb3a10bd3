/** What a closed loop managed: so many callers, each of whom asks again as soon as he is answered. */
export interface Pace {
  readonly perSecond: number;
  /** How long an answer took, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Loop {
  readonly width: number;
  /** One request of the caller with this number; answers with how much was done by it. */
  turn(caller: number): Promise<number>;
}

export interface Span {
  readonly milliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** Counts what was answered between the end of the warm-up and the end of the time; requests under way then are awaited and not counted. */
export async function runLoop({ width, turn }: Loop, { milliseconds, warmUpMilliseconds }: Span): Promise<Pace> {
  const from = performance.now() + warmUpMilliseconds;
  const until = from + milliseconds;
  const waits: number[] = [];
  let done = 0;
  const call = async (caller: number) => {
    for (let asked = performance.now(); asked < until;) {
      const amount = await turn(caller);
      const answered = performance.now();
      if (answered >= from && answered < until) {
        waits.push(answered - asked);
        done += amount;
      }
      asked = answered;
    }
  };
  await Promise.all(Array.from({ length: width }, (_, caller) => call(caller)));
  if (done === 0) throw new Error(`nothing was answered within ${milliseconds} ms`);
  return { perSecond: (done * 1_000) / milliseconds, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Everybody once per round, in turns, so that a noisy minute of the machine is everybody's. */
export async function runRounds<Name extends string>(
  loops: Readonly<Record<Name, Loop>>,
  { rounds, span, note }: { readonly rounds: number; readonly span: Span; note(text: string): void },
): Promise<Readonly<Record<Name, readonly Pace[]>>> {
  const names = Object.keys(loops) as Name[];
  const paces = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Pace[]>;
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of names) {
      note(`round ${round} of ${rounds}, ${name}`);
      paces[name].push(await runLoop(loops[name], span));
    }
  }
  return paces;
}
