export { createLimiter } from './general-limiter.ts';
export type { GeneralLimiter, GeneralLimiterOptions, LimiterState } from './general-limiter.ts';
export type { Claim, Limiter, LimitRule, Verdict } from './limiter.ts';
export { createMemoryLimiter } from './memory-limiter.ts';
export type { MemoryLimiter, MemoryLimiterOptions } from './memory-limiter.ts';
export { createRedisLimiter } from './redis-limiter.ts';
export type { RedisLimiter, RedisLimiterOptions } from './redis-limiter.ts';
export { createStrictLimiter } from './strict-limiter.ts';
export type { StrictLimiter, StrictLimiterOptions } from './strict-limiter.ts';
