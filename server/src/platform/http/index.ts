export { anyone, operator, type Access, type Caller } from './access.ts';
export { createHttp } from './create-http.ts';
export { decodeCursor, encodeCursor } from './cursor.ts';
export type {
  DrainOptions,
  HealthCheck,
  Http,
  HttpLimits,
  HttpOptions,
  OverloadOptions,
  RouteConfig,
  RouteLimit,
} from './options.ts';
export { idAfter, pageOf, pageSortedBy, type PageOf, type PageWish } from './page.ts';
export { problemTypeBase, renderProblem, statusOf } from './problem-answer.ts';
export { brokerUnavailable, notFound, validationFailed } from './problems.ts';
export { addressOf } from './rate-limit.ts';
export { createRewriter, type Rewrite } from './rewrite.ts';
export { Amount, Currency, Nullable, Page, PageQuery, ProblemBody, Timestamp, Uuid } from './schemas.ts';
export { parseJson } from './strict-json.ts';
