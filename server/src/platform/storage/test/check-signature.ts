import { createHash, createHmac } from 'node:crypto';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const form =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/s3\/aws4_request, ?SignedHeaders=(?<names>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})$/;
const mustBeSigned = ['host', 'x-amz-content-sha256', 'x-amz-date'];
const mostSkewMs = 900_000;

/** What S3 would call the trouble with a request's signature, written from the description of Signature Version 4; nothing if it is right. */
export function faultOf(arrived: Arrived, { accessKeyId, secretAccessKey }: KeyPair, now: number): string | undefined {
  const { key = '', date = '', region = '', names = '', signature } = form.exec(headerOf(arrived, 'authorization'))?.groups ?? {};
  if (signature === undefined) return 'AuthorizationHeaderMalformed';
  if (key !== accessKeyId) return 'InvalidAccessKeyId';
  const signed = names.split(';');
  const ours = Object.keys(arrived.headers).filter((name) => name === 'content-type' || name.startsWith('x-amz-'));
  if (![...mustBeSigned, ...ours].every((name) => signed.includes(name))) return 'AccessDenied';
  const at = headerOf(arrived, 'x-amz-date');
  if (!at.startsWith(date)) return 'AuthorizationHeaderMalformed';
  const hash = headerOf(arrived, 'x-amz-content-sha256');
  if (hash !== sha256(arrived.body)) return 'XAmzContentSHA256Mismatch';
  const scope = [date, region, 's3', 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256(canonical(arrived, signed, hash))].join('\n');
  const signingKey = scope.reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${secretAccessKey}`));
  if (hmac(signingKey, toSign).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  return Math.abs(timeOf(at) - now) > mostSkewMs ? 'RequestTimeTooSkewed' : undefined;
}

function canonical(arrived: Arrived, signed: readonly string[], hash: string): string {
  const [path = '', query = ''] = arrived.url.split('?', 2);
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const headers = signed.map((name) => `${name}:${headerOf(arrived, name).trim().replaceAll(/\s+/g, ' ')}\n`);
  const uri = path.split('/').map((part) => encode(decodeURIComponent(part)));
  return [arrived.method, uri.join('/'), parameters.toSorted().join('&'), headers.join(''), signed.join(';'), hash].join('\n');
}

function headerOf({ headers }: Arrived, name: string): string {
  return [headers[name] ?? ''].flat().join(',');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
