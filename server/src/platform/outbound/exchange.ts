import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Why } from './outcome.ts';

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly agent: http.Agent;
  readonly lookup?: LookupFunction;
  /** For the name, the connection and TLS together. */
  readonly connectTimeoutMs: number;
  /** For everything together. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Whether a longer answer counts as none, or as its beginning. */
  readonly longAnswer: 'fails' | 'is_cut';
}

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Failed {
  readonly kind: 'failed';
  readonly why: Why;
  /** Whether a byte may have reached the other side. */
  readonly sent: boolean;
  readonly errorCode?: string | undefined;
}

const maxHeaderBytes = 16_384;
const mostHeaders = 100;
const mostInterimAnswers = 8;

/**
 * One question and one answer over node's own http, which follows no redirect and, with an agent of ours, no proxy from the environment.
 * Never throws for what the other side does: everything that can go wrong has a name and an end in time.
 */
export function exchange(request: ExchangeRequest): Promise<Answered | Failed> {
  const { url, method, headers, agent, lookup } = request;
  const secure = url.protocol === 'https:';
  const options = { method, headers, agent, maxHeaderSize: maxHeaderBytes, rejectUnauthorized: true, ...(lookup && { lookup }) };
  return new Promise((resolve) => {
    const client = (secure ? https : http).request(url, options);
    let sent = false;
    let answering = false;
    const settle = (result: Answered | Failed) => {
      clearTimeout(connecting);
      clearTimeout(everything);
      if (result.kind === 'failed') client.destroy();
      resolve(result);
    };
    const fail = (why: Why, errorCode?: string) => settle({ kind: 'failed', why, sent, errorCode });
    const connecting = setTimeout(() => fail('connect_timeout'), Math.min(request.connectTimeoutMs, request.timeoutMs));
    const everything = setTimeout(() => fail(sent ? 'timeout' : 'connect_timeout'), request.timeoutMs);
    const connected = () => {
      sent = true;
      clearTimeout(connecting);
    };
    client.maxHeadersCount = mostHeaders;
    client.once('socket', (socket) => {
      // A socket that was used before takes the request at once; a fresh one not before it is connected.
      if (client.reusedSocket || (!secure && !socket.connecting)) connected();
      else socket.once(secure ? 'secureConnect' : 'connect', connected);
    });
    // Stays for as long as the request lives: what is destroyed on purpose may still complain.
    client.on('error', (error) => fail(answering ? 'answer_cut' : explain(error, sent), codeOf(error)));
    let interim = 0;
    client.on('information', () => {
      interim += 1;
      if (interim > mostInterimAnswers) fail('answer_malformed');
    });
    client.once('upgrade', (_response, socket) => {
      socket.destroy();
      fail('answer_malformed');
    });
    client.once('response', (response) => {
      answering = true;
      collect(response, request, settle, fail);
    });
    client.end(request.body);
  });
}

function collect(
  response: IncomingMessage,
  { maxAnswerBytes, longAnswer }: ExchangeRequest,
  settle: (result: Answered) => void,
  fail: (why: Why, errorCode?: string) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const answer = () => {
    const body = Buffer.concat(chunks).subarray(0, maxAnswerBytes);
    settle({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= maxAnswerBytes) return;
    if (longAnswer === 'fails') fail('answer_too_long');
    else answer();
    response.destroy();
  });
  response.once('end', answer);
  response.on('error', (error) => fail('answer_cut', codeOf(error)));
}

function explain(error: Error, sent: boolean): Why {
  const code = codeOf(error) ?? '';
  if (!sent) return /^(ERR_TLS|ERR_SSL|EPROTO|CERT|DEPTH|SELF_SIGNED|UNABLE|ERR_OSSL)/.test(code) ? 'tls_failed' : 'unreachable';
  return code.startsWith('HPE_') ? 'answer_malformed' : 'connection_lost';
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
