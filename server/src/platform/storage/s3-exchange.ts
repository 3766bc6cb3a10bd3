import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { Secret } from '../secret.ts';
import { mostBytes } from './storage.ts';

export interface S3Question {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly body?: Uint8Array;
  /** What the body is; signed, so that nobody on the way makes a page of a picture. */
  readonly type?: string;
}

export interface S3Answer {
  readonly status: number;
  /** What S3 calls the trouble, where there is some. */
  readonly code: string | undefined;
  readonly body: Buffer;
}

export interface S3Access {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: Secret };
  /** For one attempt. */
  readonly timeoutMs: number;
}

const attempts = 3;
const firstPauseMs = 50;
const longestCode = 64;

/** Each question may be heard twice without harm, so a server that stumbled or did not answer is asked again. Throws when nothing came. */
export async function askS3(question: S3Question, access: S3Access): Promise<S3Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts;
    try {
      const answer = await askOnce(question, access);
      if (isLast || (answer.status < 500 && answer.status !== 429)) return answer;
    } catch (thrown) {
      if (isLast) throw thrown;
    }
    await pause(Math.random() * firstPauseMs * 2 ** attempt);
  }
}

async function askOnce(question: S3Question, { timeoutMs, ...access }: S3Access): Promise<S3Answer> {
  const { method, body } = question;
  const { url, headers } = await sign(question, access);
  // Not signed, because some servers in the middle change it; without it an answer could unpack to more than was sent.
  headers.set('accept-encoding', 'identity');
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body }),
  });
  const bytes = await readBounded(response);
  return { status: response.status, code: response.ok ? undefined : codeOf(bytes), body: bytes };
}

/** By the time of this machine and not by `clock`: the signature is for a server that knows no rehearsal. */
async function sign(
  { method, url, body, type }: S3Question,
  { region, credentials }: Omit<S3Access, 'timeoutMs'>,
): Promise<{ readonly url: URL; readonly headers: Headers }> {
  const signer = new AwsV4Signer({
    method,
    url,
    headers: {
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
      ...(type !== undefined && { 'content-type': type }),
    },
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    service: 's3',
    region,
    allHeaders: true,
  });
  return signer.sign();
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`S3 sent more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function codeOf(xml: Buffer): string | undefined {
  return /<Code>(?<code>\w+)<\/Code>/.exec(xml.toString('latin1', 0, 2_000))?.groups?.['code']?.slice(0, longestCode);
}
