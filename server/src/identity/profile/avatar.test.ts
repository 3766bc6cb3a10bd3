import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import sharp from 'sharp';
import { Secret } from '#platform/secret';
import { createS3Storage, storageUnavailable } from '#platform/storage';
import { createLogger } from '#platform/telemetry';
import { eventually, testDatabase } from '#test';
import { setAvatar } from './change-avatar.ts';
import { mostPictureBytes } from './uploaded-picture.ts';
import { moving, twoColours, withEverything } from './test/pictures.ts';
import { start, type Member } from './test/start.ts';

const trial = await start(testDatabase);
const jpeg = await withEverything(twoColours(200, 150)).jpeg().toBuffer();
const png = await twoColours(40, 40).png().toBuffer();

const files = async () => (await readdir(trial.folder)).filter((name) => !name.startsWith('.'));

/** The path of a picture's address on our own server. */
function pathOf(url: unknown): string {
  assert.match(String(url), /^https:\/\/wallet\.example\/api\/v1\/avatars\/[0-9a-f]{40}\.webp$/);
  return new URL(String(url)).pathname;
}

async function avatarOf(member: Member): Promise<unknown> {
  return (await member.ask('GET', '/users/me')).body['avatar_url'];
}

/** What would be done in an hour is done now. */
async function hurry(): Promise<void> {
  await trial.database.owner(`update jobs.job set start_after = now() where name = 'identity.discard_avatar'`);
}

async function allDiscarded(): Promise<boolean> {
  const open = `select from jobs.job where name = 'identity.discard_avatar' and state in ('created', 'retry', 'active')`;
  return (await trial.database.owner(open)).length === 0;
}

function form(...parts: readonly (readonly [head: string, bytes: Buffer | string])[]): Buffer {
  const pieces = parts.flatMap(([head, bytes]) => [`--frontier\r\n${head}\r\n\r\n`, bytes, '\r\n']);
  return Buffer.concat([...pieces, '--frontier--\r\n'].map((piece) => Buffer.from(piece as string)));
}

const formType = 'multipart/form-data; boundary=frontier';
const fileHead = 'Content-Disposition: form-data; name="avatar"; filename="me.jpg"\r\nContent-Type: image/jpeg';

test('what was uploaded is answered as a picture that we drew, to anybody who has its address, with no way to be anything else', async () => {
  const ada = await trial.join();
  const { status, body } = await ada.upload(jpeg, 'image/jpeg');
  assert.equal(status, 200);
  assert.equal(body['avatar_url'], await avatarOf(ada));

  const answer = await trial.process.http.inject(pathOf(body['avatar_url']));
  assert.equal(answer.statusCode, 200);
  const { format, width, height, exif, xmp, icc } = await sharp(answer.rawPayload).metadata();
  assert.deepEqual([format, width, height, exif, xmp, icc], ['webp', 512, 512, undefined, undefined, undefined]);
  assert.doesNotMatch(answer.rawPayload.toString('latin1'), /Canary/);
  const { headers } = answer;
  assert.equal(headers['content-type'], 'image/webp');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  assert.equal(headers['content-disposition'], 'attachment; filename="avatar.webp"');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(headers['set-cookie'], undefined);
  assert.equal(headers['content-length'], String(answer.rawPayload.length));
});

test('a form with one file does as well, and the type that a picture is sent under may be the wrong one of the three', async () => {
  const ada = await trial.join();
  assert.equal((await ada.upload(form([fileHead, jpeg]), formType)).status, 200);
  assert.equal((await ada.upload(form([fileHead, png]), 'Multipart/Form-Data; charset=utf-8; boundary="frontier"')).status, 200);
  assert.equal((await ada.upload(png, 'image/webp')).status, 200);
  const padded = Buffer.concat([jpeg, Buffer.alloc(mostPictureBytes - jpeg.length)]);
  assert.equal((await ada.upload(padded, 'image/jpeg')).status, 200, 'five mebibytes to the byte');
  assert.equal((await ada.upload(form([fileHead, padded]), formType)).status, 200, 'also in a form');
});

test('everything else is refused by name, and nothing of it is kept: avatar_invalid, unsupported_media_type, body_too_large', async () => {
  const ada = await trial.join();
  const before = new Set(await files());
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const webp = await twoColours(300, 300).webp().toBuffer();
  const large = Buffer.concat([jpeg, Buffer.alloc(mostPictureBytes + 1 - jpeg.length)]);
  const invalid: Record<string, readonly [Buffer, string]> = {
    'an SVG': [svg, 'image/png'],
    'a page': [Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/jpeg'],
    'a PHP program': [Buffer.from('<?php system($_GET[0]);'), 'image/jpeg'],
    'a PHP program behind a GIF': [Buffer.from('GIF89a<?php system($_GET[0]);'), 'image/webp'],
    'a GIF': [await twoColours().gif().toBuffer(), 'image/webp'],
    'a ZIP': [Buffer.from('PK\x03\x04', 'latin1'), 'image/png'],
    'a PDF': [Buffer.from('%PDF-1.7'), 'image/png'],
    'a picture behind a page': [Buffer.concat([Buffer.from('<html>'), jpeg]), 'image/jpeg'],
    'a WAV, which is RIFF too': [Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt ', 'latin1'), 'image/webp'],
    'a moving WebP': [await moving(), 'image/webp'],
    'half a picture': [webp.subarray(0, webp.length / 2), 'image/webp'],
    'nothing but the first bytes': [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/png'],
    'no byte at all': [Buffer.alloc(0), 'image/png'],
    'two files': [form([fileHead, jpeg], [fileHead, jpeg]), formType],
    'a file and a field': [form([fileHead, jpeg], ['Content-Disposition: form-data; name="x"', '1']), formType],
    'a field': [form(['Content-Disposition: form-data; name="avatar"', jpeg]), formType],
    'a form without parts': [Buffer.from('--frontier--\r\n'), formType],
    'a form with an empty file': [form([fileHead, '']), formType],
    'a form that does not end': [form([fileHead, jpeg]).subarray(0, -6), formType],
    'a form with text before it': [Buffer.concat([Buffer.from('hello\r\n'), form([fileHead, jpeg])]), formType],
    'a form with text behind it': [Buffer.concat([form([fileHead, jpeg]), Buffer.from('<script>')]), formType],
    'a form with another boundary': [form([fileHead, jpeg]), 'multipart/form-data; boundary=other'],
    'a form without a boundary': [form([fileHead, jpeg]), 'multipart/form-data'],
    'a form with an endless head': [form([`X-Long: ${'x'.repeat(5_000)}\r\n${fileHead}`, jpeg]), formType],
    'a form with a file that is too large by a byte': [form([fileHead, large]), formType],
  };
  for (const [what, [bytes, type]] of Object.entries(invalid)) {
    const { status, code } = await ada.upload(bytes, type);
    assert.deepEqual([what, status, code], [what, 422, 'avatar_invalid']);
  }
  for (const type of ['image/gif', 'image/svg+xml', 'text/html', 'application/octet-stream', 'application/json', 'nonsense']) {
    const { status, code } = await ada.upload(jpeg, type);
    assert.deepEqual([type, status, code], [type, 415, 'unsupported_media_type']);
  }
  for (const [bytes, type] of [
    [large, 'image/jpeg'],
    [form([fileHead, Buffer.alloc(mostPictureBytes + 10_000)]), formType],
  ] as const) {
    const { status, code } = await ada.upload(bytes, type);
    assert.deepEqual([status, code], [413, 'body_too_large']);
  }
  const nothing = await ada.ask('PUT', '/users/me/avatar');
  assert.deepEqual([nothing.status, nothing.code], [422, 'avatar_invalid']);
  assert.equal(await avatarOf(ada), null);
  assert.deepEqual(new Set(await files()).difference(before), new Set());
  assert.equal(trial.log(), '', 'none of it is trouble of ours');
});

const port = await (async () => {
  await trial.process.http.listen({ host: '127.0.0.1', port: 0 });
  return (trial.process.http.server.address() as AddressInfo).port;
})();

/** Begins an upload and never ends it. */
function beginUpload(headers: Readonly<Record<string, string>> = {}): Socket {
  const lines = Object.entries({ ...headers, host: 'x', 'content-type': 'image/png', 'content-length': '5000000' });
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(`PUT /api/v1/users/me/avatar HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n\x89PNG`);
  return socket;
}

test('a stranger is refused before his picture is read', async () => {
  const socket = beginUpload();
  const heard = await new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))));
  socket.destroy();
  assert.match(heard, /^HTTP\/1\.1 401 [^]*sign_in_required/);
});

test('only so many uploads are let in at once, however slow they are: avatar_busy, and room again when they are gone', async () => {
  const [ada, bola] = [await trial.join(), await trial.join()];
  const heard: string[] = [];
  const slow = Array.from({ length: 40 }, () => beginUpload(ada.headers).on('data', (bytes) => heard.push(String(bytes))));
  await eventually('eight of forty are turned away', () => heard.length === 8);
  assert.ok(heard.every((answer) => /^HTTP\/1\.1 429 [^]*avatar_busy/.test(answer)));
  assert.equal((await bola.upload(png, 'image/png')).code, 'avatar_busy');
  assert.equal((await bola.ask('GET', '/users/me')).status, 200, 'nobody else notices');
  for (const socket of slow) socket.destroy();
  await eventually('there is room again', async () => (await bola.upload(png, 'image/png')).status === 200);
});

test('a new picture has a new address; the old one goes once the new one is shown, and not before', async () => {
  const ada = await trial.join();
  const old = pathOf((await ada.upload(jpeg, 'image/jpeg')).body['avatar_url']);
  assert.equal((await trial.process.http.inject(old)).statusCode, 200);
  const young = pathOf((await ada.upload(png, 'image/png')).body['avatar_url']);
  assert.notEqual(young, old);
  await eventually('the old picture is gone', async () => (await trial.process.http.inject(old)).statusCode === 404);
  assert.equal((await trial.process.http.inject(old)).json<{ code: string }>().code, 'avatar_not_found');

  await hurry();
  await eventually('whatever may be discarded is', allDiscarded);
  assert.equal((await trial.process.http.inject(young)).statusCode, 200, 'what is shown stays, also when its hour has passed');

  assert.equal((await ada.ask('DELETE', '/users/me/avatar')).status, 204);
  assert.equal(await avatarOf(ada), null);
  await eventually('the removed picture is gone', async () => (await trial.process.http.inject(young)).statusCode === 404);
  assert.equal((await ada.ask('DELETE', '/users/me/avatar')).status, 204);
});

test('of pictures that are uploaded together one is shown, and only that one is kept', async () => {
  await hurry();
  await eventually('what earlier tests left is discarded', allDiscarded);
  const others = await files();
  const ada = await trial.join();
  const uploads = await Promise.all([jpeg, png, jpeg].map((bytes) => ada.upload(bytes, 'image/png')));
  assert.deepEqual(
    uploads.map(({ status }) => status),
    [200, 200, 200],
  );
  const shown = pathOf(await avatarOf(ada))
    .split('/')
    .at(-1);
  await eventually('the others are gone', async () => (await files()).length === others.length + 1);
  assert.ok((await files()).includes(shown ?? ''));
});

test('a picture that was stored but never shown is found and removed', async () => {
  const ada = await trial.join();
  const { storage } = trial;
  const drawing = { draw: () => sharp(jpeg).webp().toBuffer() };
  let transactions = 0;
  const transact: typeof trial.database.transact = (work) => {
    transactions += 1;
    if (transactions === 2) throw new Error('the process ended here');
    return trial.process.database.transact(work);
  };
  const before = await files();
  await assert.rejects(setAvatar({ database: { ...trial.database, transact }, storage, drawing }, ada.id, jpeg), /ended here/);
  assert.equal((await files()).length, before.length + 1);
  assert.equal(await avatarOf(ada), null);
  await hurry();
  await eventually('it is removed', async () => (await files()).length === before.length);
});

test('a bucket that is away changes nothing and is said as what it is: storage_unavailable', async () => {
  const ada = await trial.join();
  const shown = (await ada.upload(jpeg, 'image/jpeg')).body['avatar_url'];
  const storage = createS3Storage({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    bucket: 'none',
    credentials: { accessKeyId: 'none', secretAccessKey: new Secret('none') },
    registry: new Registry(),
    logger: createLogger({ level: 'silent', name: 'test' }),
  });
  const drawing = { draw: () => sharp(jpeg).webp().toBuffer() };
  await assert.rejects(setAvatar({ database: trial.process.database, storage, drawing }, ada.id, jpeg), storageUnavailable.is);
  assert.equal(await avatarOf(ada), shown);
});

test('no address but that of a picture is answered with a file', async () => {
  const ada = await trial.join();
  const name =
    pathOf((await ada.upload(jpeg, 'image/jpeg')).body['avatar_url'])
      .split('/')
      .at(-1) ?? '';
  const others = [
    '.drafts',
    '..',
    '%2e%2e',
    name.toUpperCase(),
    `${name}.`,
    name.replace('.webp', ''),
    'a'.repeat(40),
    `..%2f${name}`,
    'x'.repeat(2_000),
  ];
  for (const other of others) {
    const { statusCode } = await trial.process.http.inject(`/api/v1/avatars/${other}`);
    assert.ok(statusCode === 404 || statusCode === 400, `${other.slice(0, 50)}: ${statusCode}`);
  }
});
