import { createClient } from './generated/client/index.ts';
import * as operations from './generated/sdk.gen.ts';
import { problemFrom } from './problem.ts';
import { AkawoUnreachable } from './unreachable.ts';

interface Credentials {
  /** Asked before each request, so a refreshed token is used at once. */
  readonly accessToken?: () => string | undefined;
  readonly apiKey?: string;
}

export interface AkawoOptions extends Credentials {
  /** Where the API is, without `/api/v1`: `https://akawo.example`. */
  readonly baseUrl: string;
  /** How long one request may take, its body included. */
  readonly timeoutMs?: number;
}

/** A request by path, for a route that the contract in hand does not name. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Operations = typeof operations;
type AnswerOf<Result> = Result extends { data: infer Data } ? Exclude<Data, undefined> : never;
type Bound<Operation> = Operation extends (...given: infer Given) => Promise<infer Result>
  ? (...given: Given) => Promise<AnswerOf<Result>>
  : never;

/** Every operation of the contract: it answers with the body, or throws `AkawoProblem` or `AkawoUnreachable`. */
export type Akawo = { readonly [Name in keyof Operations]: Bound<Operations[Name]> } & {
  send(call: Call): Promise<unknown>;
};

const defaultTimeoutMs = 15_000;

export function createAkawo(options: AkawoOptions): Akawo {
  const { baseUrl, timeoutMs = defaultTimeoutMs } = options;
  const client = createClient({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    throwOnError: true,
    responseStyle: 'data',
    fetch: (input, init) => fetchWithin(timeoutMs, new Request(input, init)),
  });
  client.interceptors.request.use((request) => authorize(request, options));
  client.interceptors.error.use(explain);

  const bind = (operation: unknown) => (given?: object) =>
    (operation as (given: object) => Promise<unknown>)({ ...given, client });
  const bound = Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, bind(operation)]));
  const send = async ({ path, ...call }: Call): Promise<unknown> =>
    client.request({ url: path, ...call, headers: { 'Content-Type': 'application/json', ...call.headers } });
  return { ...bound, send } as unknown as Akawo;
}

/** One identity per request: the API refuses a person and a program at once. */
function authorize(request: Request, { accessToken, apiKey }: Credentials): Request {
  const token = accessToken?.();
  if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
  else if (apiKey !== undefined) request.headers.set('X-API-Key', apiKey);
  return request;
}

async function fetchWithin(milliseconds: number, request: Request): Promise<Response> {
  const either = new AbortController();
  for (const signal of [request.signal, AbortSignal.timeout(milliseconds)]) {
    if (signal.aborted) either.abort(signal.reason);
    signal.addEventListener('abort', () => either.abort(signal.reason), { once: true });
  }
  return fetch(request, { signal: either.signal });
}

function explain(thrown: unknown, response: Response | undefined, request: Request | undefined): unknown {
  if (request === undefined || request.signal.aborted) return thrown;
  const late = thrown instanceof DOMException && thrown.name === 'TimeoutError';
  if (late || response === undefined) return new AkawoUnreachable(late ? 'timeout' : 'network', thrown);
  if (response.ok && thrown instanceof TypeError) return new AkawoUnreachable('network', thrown);
  return problemFrom(response, thrown);
}
