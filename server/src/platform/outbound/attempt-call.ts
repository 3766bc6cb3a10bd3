import type { Agent } from 'node:http';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { whyOf, type Classify } from './classify.ts';
import { composeRequest, type Headers } from './compose-request.ts';
import { exchange, type Answered } from './exchange.ts';
import type { Outcome, Why } from './outcome.ts';
import { parseAnswer } from './parse-answer.ts';

export interface AttemptRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly Headers[];
  readonly body: unknown;
  readonly agent: Agent;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly classify: Classify;
  readonly answer: TSchema | undefined;
}

export interface Attempt {
  readonly outcome: Outcome;
  /** What the system called the failure, for the log. */
  readonly errorCode?: string | undefined;
  /** How long the provider asked us to wait. */
  readonly retryAfterMs: number;
}

/** Asks once, and says what the answer means. */
export async function attemptCall(request: AttemptRequest): Promise<Attempt> {
  const { headers, body } = composeRequest(request.body, ...request.headers);
  const result = await exchange({ ...request, headers, body, longAnswer: 'fails' });
  if (result.kind === 'failed') {
    return { outcome: { kind: 'unknown', why: result.why, sent: result.sent }, errorCode: result.errorCode, retryAfterMs: 0 };
  }
  return { outcome: interpret(result, request), retryAfterMs: retryAfterMs(result) };
}

function interpret({ status, body: bytes }: Answered, { classify, answer }: AttemptRequest): Outcome {
  const unknown = (why: Why): Outcome => ({ kind: 'unknown', why, sent: true, status });
  let body: unknown;
  try {
    body = parseAnswer(bytes);
  } catch {
    // Whatever it was, it was no answer; the bytes may hold anything and go nowhere.
    return unknown(whyOf(status));
  }
  const verdict = classify({ status, body });
  switch (verdict.kind) {
    case 'unknown':
      return unknown(verdict.why);
    case 'rejected':
      return { ...verdict, status, body };
    case 'accepted':
      return answer === undefined || Value.Check(answer, body)
        ? { kind: 'accepted', status, body }
        : unknown('answer_unexpected');
  }
}

function retryAfterMs({ headers }: Answered): number {
  const seconds = headers['retry-after'] ?? '';
  return /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}
