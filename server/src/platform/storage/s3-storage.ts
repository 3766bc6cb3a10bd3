import { Histogram, type Registry } from 'prom-client';
import type { Logger } from '#platform/telemetry';
import type { Secret } from '../secret.ts';
import { storageUnavailable } from './problems.ts';
import { askS3, type S3Answer, type S3Question } from './s3-exchange.ts';
import { checkName, checkSize, type Storage } from './storage.ts';

export interface S3StorageOptions {
  /** Of the service, without the bucket: https://s3.eu-west-1.amazonaws.com, or that of any server that speaks like it. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Stands before every name, such as `avatars/`. */
  readonly prefix?: string;
  /** Need GetObject, PutObject and DeleteObject, and ListBucket: without it a missing file is answered like a forbidden one. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: Secret };
  /** For one attempt; there are three at most, a moment apart. */
  readonly timeoutMs?: number;
  /** How many questions may be under way; beyond that the answer is no, at once. */
  readonly atOnce?: number;
  readonly registry: Registry;
  readonly logger: Logger;
}

type Operation = 'put' | 'get' | 'remove';

/** Files in a bucket of S3. What the bucket cannot do at the moment is `storage_unavailable` to the caller, and in words in the log. */
export function createS3Storage(options: S3StorageOptions): Storage {
  const { endpoint, bucket, prefix = '', credentials, region, timeoutMs = 4_000, atOnce = 64, logger } = options;
  const seconds = measureCalls(options.registry);
  const base = `${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix}`;
  let underWay = 0;

  async function ask(operation: Operation, question: Omit<S3Question, 'url'>, name: string): Promise<S3Answer> {
    checkName(name);
    if (underWay >= atOnce) throw storageUnavailable({ retryAfterSeconds: 1 });
    underWay += 1;
    const done = seconds.startTimer({ operation });
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const answer = await askS3({ ...question, url: `${base}${name}` }, { region, credentials, timeoutMs });
      const { status, code } = answer;
      const isMissing = status === 404 && code !== 'NoSuchBucket';
      if (status >= 300 && !isMissing) throw new Error(`S3 answered ${status}${code === undefined ? '' : ` ${code}`}`);
      outcome = 'done';
      return answer;
    } catch (thrown) {
      logger.error({ err: thrown, operation }, 'the bucket could not be used');
      throw storageUnavailable({ retryAfterSeconds: 5, cause: thrown });
    } finally {
      underWay -= 1;
      done({ outcome });
    }
  }

  return {
    async put(name, bytes, type) {
      checkSize(bytes);
      const { status } = await ask('put', { method: 'PUT', body: bytes, type }, name);
      if (status === 404) throw new Error('S3 knows no place for the file');
    },
    async get(name) {
      const { status, body } = await ask('get', { method: 'GET' }, name);
      return status === 404 ? undefined : body;
    },
    async remove(name) {
      await ask('remove', { method: 'DELETE' }, name);
    },
  };
}

function measureCalls(registry: Registry): Histogram<'operation' | 'outcome'> {
  return new Histogram({
    name: 'akawo_storage_call_seconds',
    help: 'How long the bucket took, with further attempts.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
}
