import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../id.ts';
import type { Problem } from '../problem.ts';
import { problemBody, problemHeaders, statusOf } from './problem-answer.ts';
import { headersTooLarge, malformedRequest, requestTimeout } from './problems.ts';

const lingerMs = 1_000;

/** Answers what never became a request: nonsense, endless headers, a sender who fell asleep. */
export function createClientErrorHandler(headers: Readonly<Record<string, string>>) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (socket.writableEnded && !socket.destroyed) return;
    if (error.code === 'ECONNRESET' || !socket.writable || hasAnswerUnderWay(socket)) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(toProblem(error), headers));
    // The client may still be sending; cut now, and it would lose the answer that is on its way.
    const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once('close', () => clearTimeout(timer));
  };
}

function toProblem({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout();
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return headersTooLarge();
  return malformedRequest();
}

function answerTo(problem: Problem, headers: Readonly<Record<string, string>>): string {
  const id = newId();
  const body = problemBody(problem, id);
  const all = {
    ...headers,
    ...problemHeaders(problem),
    'x-request-id': id,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${statusOf(problem)} ${STATUS_CODES[statusOf(problem)]}`, ...lines, '', body].join('\r\n');
}

/** Two answers in one stream would be read as one. Node keeps the answer of a socket in a field that it does not document. */
function hasAnswerUnderWay(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}
