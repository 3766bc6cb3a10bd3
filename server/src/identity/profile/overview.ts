import { Counter, type Registry } from 'prom-client';
import { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { within } from '#platform/events';
import { type Logger } from '#platform/telemetry';
import { type Person, type PersonId } from '../person.ts';

/** What somebody has yet to do, such as confirming his address. */
export interface WantedAction {
  /** A stable word: `verify_email`. */
  readonly code: string;
  /** In his words: "Confirm your e-mail address". */
  readonly title: string;
  /** The page of the web app on which it is done. */
  readonly path: string;
}

export interface ActionSource {
  /** For logs and metrics: one of a few fixed names. */
  readonly name: string;
  readonly read: (person: Person, late: AbortSignal) => Promise<readonly WantedAction[]>;
}

/** One member of the dashboard. */
export interface DashboardSection<Schema extends TSchema = TSchema> {
  /** Its name in the answer: `total_saved`. */
  readonly name: string;
  readonly schema: Schema;
  readonly read: (personId: PersonId, late: AbortSignal) => Promise<Static<Schema>>;
}

/** What the modules above have to say on a person's first page. They know us and we do not know them, so `assemble` hands it in. */
export interface Overview {
  readonly actions: readonly ActionSource[];
  readonly sections: readonly DashboardSection[];
}

export interface OverviewReader {
  /** Of all sources that answered, in the order of the sources. */
  readActions(person: Person): Promise<WantedAction[]>;
  /** A section that did not answer is null. */
  readSections(personId: PersonId): Promise<Record<string, unknown>>;
}

export interface OverviewOptions {
  readonly overview: Overview;
  readonly registry: Registry;
  readonly logger: Logger;
  /** For each source; they are asked side by side. */
  readonly patienceMs?: number;
  /** How many questions to one source may be without an answer before it is not asked any more. */
  readonly mostPending?: number;
}

/** Asks everybody side by side. Whoever fails, hangs or talks nonsense is missing from the page and told of in the log; the page stays. */
export function createOverviewReader(options: OverviewOptions): OverviewReader {
  const { overview, registry, logger, patienceMs = 1_000, mostPending = 32 } = options;
  const missing = countMissing(registry);
  const pending = new Map<string, number>();

  async function ask<T>(source: string, read: (late: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      const before = pending.get(source) ?? 0;
      if (before >= mostPending) throw new Error(`${before} earlier questions are still without an answer`);
      pending.set(source, before + 1);
      return await within(patienceMs, (late) => read(late).finally(() => pending.set(source, (pending.get(source) ?? 1) - 1)));
    } catch (thrown) {
      missing.inc({ source });
      logger.error({ err: thrown, source }, 'a part of the overview is missing');
      return undefined;
    }
  }

  const sections = overview.sections.map(({ name, schema, read }) => {
    const shape = Compile(schema);
    const readChecked = async (personId: PersonId, late: AbortSignal) => {
      const value = await read(personId, late);
      if (!shape.Check(value)) throw new Error('what it says is not what its schema promises');
      return value;
    };
    return { name, readChecked };
  });

  return {
    async readActions(person) {
      const found = await Promise.all(overview.actions.map(({ name, read }) => ask(name, (late) => read(person, late))));
      return found.flatMap((actions) => actions ?? []);
    },
    async readSections(personId) {
      const found = sections.map(async ({ name, readChecked }) => [
        name,
        (await ask(name, (late) => readChecked(personId, late))) ?? null,
      ]);
      return Object.fromEntries(await Promise.all(found)) as Record<string, unknown>;
    },
  };
}

function countMissing(registry: Registry): Counter<'source'> {
  return new Counter({
    name: 'akawo_overview_missing_total',
    help: 'Parts of the first page that were missing because their source failed or was late, by source.',
    labelNames: ['source'],
    registers: [registry],
  });
}
