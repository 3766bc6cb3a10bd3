import type { Registry } from 'prom-client';
import type { Claim, Limiter, Verdict } from './limiter.ts';
import type { MemoryLimiter } from './memory-limiter.ts';
import { countRefusals, watchRedis } from './metrics.ts';
import type { RedisLimiter } from './redis-limiter.ts';

export type LimiterState = 'redis' | 'memory' | 'memory (redis is down)';

export interface GeneralLimiterOptions {
  readonly memory: MemoryLimiter;
  readonly redis?: RedisLimiter | undefined;
  readonly registry: Registry;
  /** Told once when Redis is lost, with the reason, and once when it is back. */
  readonly onChange?: (state: LimiterState, reason?: unknown) => void;
}

export interface GeneralLimiter extends Limiter {
  state(): LimiterState;
  close(): void;
}

const firstProbeMs = 50;
const longestProbeMs = 1_000;
/** A probe is a real request of its own, so that a Redis which answers but cannot write counts as lost. */
const probe: Claim = { rule: { name: 'probe', max: 1, windowMs: 1 }, subject: '' };

/**
 * Limits that protect us from too much: counted in Redis when there is one, and by each process alone at once and for as long as Redis is
 * lost. No request waits for a dead Redis: the first to meet it falls back within its budget, and probes find out when it is well again.
 *
 * What Redis allowed is noted in memory too. So a process that loses Redis goes on from its own counts instead of from zero, a wiped Redis
 * does not reopen what this process has closed, and whoever is over his limit is refused without a round trip.
 */
export function createLimiter({ memory, redis, registry, onChange = () => {} }: GeneralLimiterOptions): GeneralLimiter {
  const counted = countRefusals(registry);
  if (redis === undefined) return { take: (claims) => counted(memory.take(claims)), state: () => 'memory', close() {} };

  let isUp = false;
  let pauseMs = firstProbeMs;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const state = () => (isUp ? 'redis' : 'memory (redis is down)');
  watchRedis(registry, () => isUp);
  probeAfter(0);

  function probeAfter(delayMs: number): void {
    if (!closed) timer = setTimeout(() => void probeOnce(), delayMs).unref();
  }

  async function probeOnce(): Promise<void> {
    try {
      await redis?.take([probe]);
      isUp = true;
      pauseMs = firstProbeMs;
      onChange(state());
    } catch {
      // That it is down has been told; the next probe asks again.
      probeAfter(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestProbeMs);
    }
  }

  function lost(reason: unknown): void {
    if (!isUp) return;
    isUp = false;
    onChange(state(), reason);
    probeAfter(firstProbeMs);
  }

  async function takeFrom(shared: RedisLimiter, claims: readonly Claim[]): Promise<Verdict> {
    const askedAt = memory.now();
    const here = memory.look(claims);
    if (!here.allowed) return here;
    try {
      const verdict = await shared.take(claims);
      if (verdict.allowed) memory.note(claims, askedAt);
      return verdict;
    } catch (thrown) {
      lost(thrown);
      return memory.take(claims);
    }
  }

  return {
    take: (claims) => (isUp ? takeFrom(redis, claims).then(counted) : counted(memory.take(claims))),
    state,
    close() {
      closed = true;
      clearTimeout(timer);
      redis.close();
    },
  };
}
