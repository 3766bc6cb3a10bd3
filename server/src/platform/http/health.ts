import type { Logger } from 'pino';
import type { HealthCheck } from './options.ts';

const checkTimeoutMs = 1_000;
const freshForMs = 500;

export interface CheckResult {
  readonly name: string;
  readonly needed: boolean;
  readonly state: 'up' | 'down';
  readonly latency_ms: number;
  readonly note?: string;
}

export type Examine = () => Promise<readonly CheckResult[]>;

/** Runs all checks side by side, each for a second at most. Many who ask at once share one examination. */
export function createExamination(checks: readonly HealthCheck[], logger: Logger): Examine {
  let latest: Promise<readonly CheckResult[]> | undefined;
  let freshUntil = 0;
  return () => {
    if (latest === undefined || performance.now() > freshUntil) {
      freshUntil = performance.now() + freshForMs;
      latest = Promise.all(checks.map((check) => examineOne(check, logger)));
    }
    return latest;
  };
}

async function examineOne({ name, needed, check }: HealthCheck, logger: Logger): Promise<CheckResult> {
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) * 10) / 10;
  try {
    const note = await within(checkTimeoutMs, check());
    return { name, needed, state: 'up', latency_ms: elapsed(), ...(note !== undefined && { note }) };
  } catch (error) {
    logger.warn({ err: error, check: name }, 'a health check failed');
    return { name, needed, state: 'down', latency_ms: elapsed() };
  }
}

/** The work's own result, or an error once the time is up. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
