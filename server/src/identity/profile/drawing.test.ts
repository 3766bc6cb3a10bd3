import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { deflateSync } from 'node:zlib';
import { Registry } from 'prom-client';
import sharp from 'sharp';
import { createLogger } from '#platform/telemetry';
import { avatarInvalid } from '../problems.ts';
import { createDrawing, type DrawingOptions } from './drawing.ts';
import { moving, pngChunk, pngOf, twoColours, withEverything } from './test/pictures.ts';

function start(t: TestContext, changes: Partial<DrawingOptions> = {}) {
  const lines: string[] = [];
  const registry = new Registry();
  const logger = createLogger({ level: 'info', name: 'test', destination: { write: (line: string) => void lines.push(line) } });
  const drawing = createDrawing({ registry, logger, ...changes });
  t.after(() => drawing.stop());
  return { drawing, registry, log: () => lines.join('') };
}

const withoutBounds = process.platform !== 'linux' && 'skipped: only Linux holds a process to its memory';
test('a picture of each kind comes out as ours: WebP, 512 by 512, the same to look at', async (t) => {
  const { drawing, registry } = start(t);
  for (const kind of ['jpeg', 'png', 'webp'] as const) {
    const drawn = await drawing.draw(await twoColours(640, 480).toFormat(kind).toBuffer());
    const { format, width, height } = await sharp(drawn).metadata();
    assert.deepEqual({ format, width, height }, { format: 'webp', width: 512, height: 512 });
    assert.deepEqual(await coloursAt(drawn, [100, 256], [400, 256]), ['red', 'blue']);
  }
  assert.match(await registry.metrics(), /akawo_avatar_drawing_seconds_count\{outcome="drawn"\} 3/);
});

test('nothing of the file goes along: not where it was taken, with what, by whom, nor its text or profile', async (t) => {
  const { drawing } = start(t);
  for (const kind of ['jpeg', 'webp'] as const) {
    const given = await withEverything(twoColours()).toFormat(kind).toBuffer();
    assert.match(given.toString('latin1'), /Canary/, 'the canaries are in what is sent');
    assert.ok((await sharp(given).metadata()).exif !== undefined);
    const drawn = await drawing.draw(given);
    const { exif, xmp, icc, iptc, comments } = await sharp(drawn).metadata();
    assert.deepEqual([exif, xmp, icc, iptc, comments], [undefined, undefined, undefined, undefined, undefined]);
    assert.doesNotMatch(drawn.toString('latin1'), /Canary|Exif|EXIF|XMP|ICCP/);
  }
});

test('a picture that a phone took sideways stands upright', async (t) => {
  const { drawing } = start(t);
  const sideways = await twoColours(640, 640).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  assert.deepEqual(await coloursAt(await drawing.draw(sideways), [256, 100], [256, 400]), ['red', 'blue']);
});

test('a file that is a picture and something else besides comes out as a picture and nothing else', async (t) => {
  const { drawing } = start(t, { atOnce: 4 });
  const payload = '<?php CANARY(); ?><script>CANARY</script>PK\x03\x04CANARY';
  const png = await twoColours().png().toBuffer();
  const text = pngChunk('tEXt', Buffer.from(`Comment\0${payload}`, 'latin1'));
  const comment = Buffer.from(`\xff\xfe\x00${String.fromCharCode(payload.length + 2)}${payload}`, 'latin1');
  const jpeg = await twoColours().jpeg().toBuffer();
  const polyglots = [
    Buffer.concat([jpeg, Buffer.from(payload)]),
    Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
    Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]),
    Buffer.concat([await twoColours().webp().toBuffer(), Buffer.from(payload)]),
  ];
  for (const drawn of await Promise.all(polyglots.map((polyglot) => drawing.draw(polyglot)))) {
    assert.doesNotMatch(drawn.toString('latin1'), /CANARY|php|script/);
    assert.deepEqual(await coloursAt(drawn, [50, 256], [460, 256]), ['red', 'blue']);
  }
});

test('what moves, is cut short, is broken or is of another kind is refused by the child too', async (t) => {
  const { drawing } = start(t, { atOnce: 4, waiting: 20 });
  const jpeg = await twoColours(800, 600).jpeg().toBuffer();
  const png = await twoColours(800, 600).png().toBuffer();
  const webp = await twoColours(800, 600).webp({ lossless: true }).toBuffer();
  const garbled = Buffer.from(png).fill(0x55, 60, 200);
  const given: Record<string, readonly [Buffer, RegExp]> = {
    'a moving WebP': [await moving(), /It moves/],
    'half a JPEG': [jpeg.subarray(0, jpeg.length / 2), /cut short/],
    'half a PNG': [png.subarray(0, png.length / 2), /cut short/],
    'half a WebP': [webp.subarray(0, webp.length / 2), /cut short/],
    'a garbled PNG': [garbled, /broken/],
    'the beginning of a JPEG': [Buffer.from('\xff\xd8\xff', 'latin1'), /broken/],
    'an SVG': [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
      /broken/,
    ],
    'a GIF': [await twoColours().gif().toBuffer(), /broken/],
    'a picture with more pixels than anybody needs': [pngOf(30_000, 30_000), /too many pixels/],
    'a picture as wide as numbers go': [pngOf(2_147_483_647, 1, { rows: 0 }), /too many pixels|broken/],
  };
  const refusals = Object.entries(given).map(([what, [bytes, detail]]) =>
    assert.rejects(drawing.draw(bytes), (thrown) => avatarInvalid.is(thrown) && detail.test(thrown.details.detail ?? ''), what),
  );
  await Promise.all(refusals);
});

test(
  'what unpacks to more than the child may hold is refused by the system, and the same picture is drawn where there is room',
  { skip: withoutBounds },
  async (t) => {
    const { drawing: narrow } = start(t, { memoryMib: 200 });
    const { drawing: wide, log } = start(t);
    const large = await sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: '#3a7' } })
      .webp({ lossless: true })
      .toBuffer();
    assert.ok(large.length < 10_000);
    await assert.rejects(narrow.draw(large), avatarInvalid.is);
    assert.equal((await sharp(await wide.draw(large)).metadata()).width, 512);

    const text = pngChunk(
      'zTXt',
      Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), deflateSync(Buffer.alloc(50_000_000), { level: 1 })]),
    );
    const png = await twoColours().png().toBuffer();
    const before = process.memoryUsage.rss();
    const bombs = [
      Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]),
      pngOf(7_000, 7_000, { interlaced: true, rows: 500 }),
    ];
    for (const bomb of bombs) await narrow.draw(bomb).catch((thrown: unknown) => assert.ok(avatarInvalid.is(thrown)));
    assert.ok(process.memoryUsage.rss() - before < 64 * 1_048_576, 'whatever it costs, it costs the child');
    assert.equal(log(), '');
  },
);

async function coloursAt(picture: Buffer, ...points: readonly (readonly [number, number])[]): Promise<string[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return points.map(([x, y]) => {
    const [red = 0, green = 0, blue = 0] = data.subarray((y * info.width + x) * info.channels);
    if (red > 200 && green < 60 && blue < 60) return 'red';
    return blue > 200 && red < 60 && green < 60 ? 'blue' : `${red},${green},${blue}`;
  });
}
