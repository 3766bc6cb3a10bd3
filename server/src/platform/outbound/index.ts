export type { BreakerOptions, BreakerState } from './breaker.ts';
export { classifyByStatus, type Answer, type Classify, type Verdict } from './classify.ts';
export type { Headers, Query } from './compose-request.ts';
export { assertNever, type Accepted, type Outcome, type Rejected, type Unknown, type Why } from './outcome.ts';
export { createProviderClient, type Call, type ProviderClient, type ProviderClientOptions } from './provider-client.ts';
export { isPublicAddress } from './public-address.ts';
export {
  createPublicFetch,
  type PublicAnswer,
  type PublicFetch,
  type PublicFetchOptions,
  type PublicRequest,
} from './public-fetch.ts';
