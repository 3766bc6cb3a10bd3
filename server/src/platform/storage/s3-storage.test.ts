import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import { Secret } from '../secret.ts';
import { storageUnavailable } from './problems.ts';
import { createS3Storage, type S3StorageOptions } from './s3-storage.ts';
import { mostBytes } from './storage.ts';
import { startBucket } from './test/bucket.ts';
import { faultOf } from './test/check-signature.ts';

const keys = { accessKeyId: 'AKIDTEST', secretAccessKey: 'only-for-tests/+secret' };
const bucket = await startBucket('pictures', keys);

function open(changes: Partial<S3StorageOptions> = {}) {
  const lines: string[] = [];
  const registry = new Registry();
  const storage = createS3Storage({
    endpoint: bucket.endpoint,
    region: 'eu-west-1',
    bucket: 'pictures',
    prefix: 'avatars/',
    credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: new Secret(keys.secretAccessKey) },
    registry,
    logger: createLogger({ level: 'info', name: 'test', destination: { write: (line: string) => void lines.push(line) } }),
    ...changes,
  });
  return { storage, registry, log: () => lines.join('') };
}

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

test('the check of signatures agrees with the example in the documentation of AWS', () => {
  const arrived = {
    method: 'GET',
    url: '/test.txt',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
    },
    body: Buffer.alloc(0),
  };
  const owner = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  const now = Date.UTC(2013, 4, 24, 0, 5);
  assert.equal(faultOf(arrived, owner, now), undefined);
  assert.equal(faultOf({ ...arrived, url: '/other.txt' }, owner, now), 'SignatureDoesNotMatch');
  assert.equal(faultOf({ ...arrived, body: Buffer.from('x') }, owner, now), 'XAmzContentSHA256Mismatch');
  assert.equal(faultOf({ ...arrived, headers: { ...arrived.headers, 'content-type': 'text/html' } }, owner, now), 'AccessDenied');
  assert.equal(faultOf(arrived, owner, now + 3_600_000), 'RequestTimeTooSkewed');
});

test('a file goes into the bucket signed with its bytes and its type, comes back the same, and goes', async () => {
  const { storage } = open();
  assert.equal(await storage.get('a.webp'), undefined);
  await storage.put('a.webp', bytes, 'image/webp');
  assert.deepEqual(bucket.files.get('avatars/a.webp'), { type: 'image/webp', bytes });
  assert.deepEqual(await storage.get('a.webp'), bytes);
  await storage.put('a.webp', Buffer.alloc(0), 'image/webp');
  assert.equal((await storage.get('a.webp'))?.length, 0);
  await storage.remove('a.webp');
  assert.equal(bucket.files.size, 0);
  await storage.remove('a.webp');
});

test('a wrong secret, region or bucket is trouble of ours: said in the log with the code of S3, never that a file is missing', async () => {
  const wrong = { accessKeyId: keys.accessKeyId, secretAccessKey: new Secret('another-secret') };
  for (const [changes, code] of [
    [{ credentials: wrong }, 'SignatureDoesNotMatch'],
    [{ credentials: { ...wrong, accessKeyId: 'AKIDOTHER' } }, 'InvalidAccessKeyId'],
    [{ bucket: 'elsewhere' }, 'NoSuchBucket'],
  ] as const) {
    const { storage, log } = open(changes);
    const attempts = [storage.get('a'), storage.put('a', bytes, 'text/plain'), storage.remove('a')];
    await Promise.all(attempts.map((attempt) => assert.rejects(attempt, storageUnavailable.is)));
    assert.match(log(), new RegExp(code));
    assert.doesNotMatch(log(), /another-secret|AWS4-HMAC/);
  }
});

test('a bucket that stumbles is asked again, three times at most, with the same file', async () => {
  const { storage } = open();
  bucket.asked.length = 0;
  bucket.moods.push(
    (_request, response) => void response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'),
    (_request, response) => void response.destroy(),
  );
  await storage.put('b.webp', bytes, 'image/webp');
  assert.deepEqual(bucket.files.get('avatars/b.webp')?.bytes, bytes);
  assert.equal(bucket.asked.length, 3);

  bucket.asked.length = 0;
  const cut: (typeof bucket.moods)[number] = (_request, response) => void response.destroy();
  bucket.moods.push(cut, cut, cut);
  await assert.rejects(storage.get('b.webp'), storageUnavailable.is);
  assert.equal(bucket.asked.length, 3);
});

test('what S3 refused is not asked again', async () => {
  const { storage, log } = open();
  bucket.asked.length = 0;
  bucket.moods.push((_request, response) => void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'));
  await assert.rejects(storage.get('b.webp'), storageUnavailable.is);
  assert.equal(bucket.asked.length, 1);
  assert.match(log(), /403 AccessDenied/);
});

test('a bucket that hangs, floods or sends its callers elsewhere costs a bounded time and no more memory than a file', async () => {
  const { storage } = open({ timeoutMs: 60 });
  const repeat = (mood: (typeof bucket.moods)[number]) => bucket.moods.push(mood, mood, mood);

  repeat(() => {});
  const started = performance.now();
  await assert.rejects(storage.get('slow'), storageUnavailable.is);
  assert.ok(performance.now() - started < 1_500);

  repeat((_request, response) => void response.writeHead(200, { 'content-length': '1000' }).write('only so much'));
  await assert.rejects(storage.get('stalled'), storageUnavailable.is);

  const patient = open().storage;
  repeat((_request, response) => void response.writeHead(200).end(Buffer.alloc(mostBytes + 1)));
  await assert.rejects(patient.get('flood'), storageUnavailable.is);

  bucket.asked.length = 0;
  repeat((_request, response) => void response.writeHead(307, { location: `${bucket.endpoint}/pictures/avatars/b.webp` }).end());
  await assert.rejects(patient.get('moved'), storageUnavailable.is);
  assert.ok(bucket.asked.every((line) => line.endsWith('/moved mood')));
});

test('only so many questions are under way at once; the next one is told to come again', async () => {
  const { storage } = open({ atOnce: 2 });
  const waiting: (() => void)[] = [];
  const held = () => bucket.moods.push((_request, response) => void waiting.push(() => response.writeHead(200).end('late')));
  held();
  held();
  const both = [storage.get('one'), storage.get('two')];
  await assert.rejects(storage.get('three'), storageUnavailable.is);
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const answer of waiting) answer();
  assert.deepEqual((await Promise.all(both)).map(String), ['late', 'late']);
  assert.equal((await storage.get('b.webp'))?.length, bytes.length, 'there is room again');
});

test('a name that we did not make is asked of nobody', async () => {
  const { storage } = open();
  bucket.asked.length = 0;
  for (const name of ['../b.webp', 'b.webp?acl', 'b.webp#', '%2e%2e/b', 'a/b', ''])
    await assert.rejects(storage.get(name), /not the name/, name);
  assert.deepEqual(bucket.asked, []);
});

test('how long the bucket took is measured by what was asked and what came of it', async () => {
  const { storage, registry } = open();
  await storage.get('b.webp');
  bucket.moods.push((_request, response) => void response.writeHead(400).end());
  await assert.rejects(storage.remove('b.webp'));
  const text = await registry.metrics();
  assert.match(text, /akawo_storage_call_seconds_count\{operation="get",outcome="done"\} 1/);
  assert.match(text, /akawo_storage_call_seconds_count\{operation="remove",outcome="failed"\} 1/);
});
