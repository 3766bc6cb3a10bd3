import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { Problem, type FieldError, type ProblemFactory } from '../problem.ts';
import type { Http, HttpOptions } from './options.ts';
import { problemBody, problemHeaders, statusOf } from './problem-answer.ts';
import {
  bodyTooLarge,
  internalError,
  malformedRequest,
  malformedUrl,
  unsupportedMediaType,
  validationFailed,
} from './problems.ts';
import { fieldErrors } from './validation-messages.ts';

const lingerMs = 1_000;

const ofFastify: Readonly<Record<string, ProblemFactory>> = {
  FST_ERR_BAD_URL: malformedUrl,
  FST_ERR_MAX_PARAM_LENGTH: malformedUrl,
  FST_ERR_CTP_BODY_TOO_LARGE: bodyTooLarge,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformedRequest,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMediaType,
  ECONNRESET: malformedRequest,
};

/** The one place where what was thrown becomes an answer. */
export function addErrorHandler(app: Http, { logger, registry }: Pick<HttpOptions, 'logger' | 'registry'>) {
  const problems = countProblems(registry);
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(thrown);
    if (problem.kind === 'broken') logger.error({ err: thrown, correlation_id: request.id }, 'a request failed');
    if (problem.kind === 'unavailable' && problem.details.cause !== undefined)
      logger.warn(
        { err: problem.details.cause, code: problem.code, correlation_id: request.id },
        'a request could not be served',
      );
    problems.inc({ code: problem.code });
    // Fastify would close the connection after an unread body, and the client might never see why.
    reply.removeHeader('connection');
    if (!request.raw.complete) cutAfterAnswer(request);
    return reply.code(statusOf(problem)).headers(problemHeaders(problem)).send(problemBody(problem, request.id));
  };
  app.setErrorHandler(answer);
  return answer;
}

function countProblems(registry: Registry): Counter<'code'> {
  return new Counter({
    name: 'akawo_http_problems_total',
    help: 'Refusals and failures by their code.',
    labelNames: ['code'],
    registers: [registry],
  });
}

function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (!(thrown instanceof Error)) return internalError({ cause: thrown });
  if ('validation' in thrown && Array.isArray(thrown.validation)) return validationFailed({ errors: validationErrors(thrown) });
  const code = 'code' in thrown ? String(thrown.code) : '';
  return (ofFastify[code] ?? internalError)({ cause: thrown });
}

function validationErrors(error: Error & { validation?: unknown; validationContext?: unknown }): FieldError[] {
  return fieldErrors(error.validation as Parameters<typeof fieldErrors>[0], String(error.validationContext));
}

/** Reading on for a moment lets a client that is still sending see the answer; then the connection is cut. */
function cutAfterAnswer({ raw }: FastifyRequest): void {
  const timer = setTimeout(() => raw.destroy(), lingerMs).unref();
  raw.once('close', () => clearTimeout(timer));
}
