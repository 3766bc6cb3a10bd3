/**
 * Many questions per statement: while one statement runs, what is asked gathers for the next. A lone question waits for nobody. `load`
 * answers in the order of the questions; what it throws is thrown to all who asked.
 */
export function gather<Question, Answer>(
  load: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  { atOnce = 500, lanes = 2 }: { readonly atOnce?: number; readonly lanes?: number } = {},
): (question: Question) => Promise<Answer> {
  let waiting: Asked<Question, Answer>[] = [];
  let running = 0;

  async function run(): Promise<void> {
    running += 1;
    // What is asked in the same turn is asked together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, atOnce);
      waiting = waiting.slice(atOnce);
      await settle(batch);
    }
    running -= 1;
  }

  async function settle(batch: readonly Asked<Question, Answer>[]): Promise<void> {
    try {
      const answers = await load(batch.map(({ question }) => question));
      if (answers.length !== batch.length) throw new Error(`${batch.length} questions were given ${answers.length} answers`);
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    }
  }

  return (question) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    waiting.push({ question, resolve, reject });
    if (running < lanes && (running === 0 || waiting.length >= worthALane)) void run();
    return promise;
  };
}

interface Asked<Question, Answer> {
  readonly question: Question;
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** Fewer questions than these are cheaper with the next statement than with one of their own. */
const worthALane = 32;
