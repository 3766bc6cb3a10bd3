// Draws one picture and ends. It is plain JavaScript because it runs in a process that may compile nothing at all (--jitless): types could
// not be stripped there. The picture comes in at stdin, the drawing goes out at stdout, and what is wrong is said by the exit code.
import { constants, setPriority } from 'node:os';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';

const side = 512;
const quality = 82;
const [mostPixels] = process.argv.slice(2).map(Number);
const exitCodes = { unreadable: 20, moving: 21, tooManyPixels: 22 };

// Payments go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });
sharp.concurrency(1);
sharp.cache(false);

const given = await buffer(process.stdin);
try {
  const { width, height, pages = 1 } = await sharp(given, { limitInputPixels: false, failOn: 'error' }).metadata();
  if (pages > 1) process.exitCode = exitCodes.moving;
  else if (width * height > mostPixels) process.exitCode = exitCodes.tooManyPixels;
  else process.stdout.write(await draw());
} catch (error) {
  process.stderr.write(String(error));
  process.exitCode = exitCodes.unreadable;
}

/** Turned the right way up, square, in plain colours. Nothing of the file goes along: no place, no camera, no hidden second picture. */
function draw() {
  return sharp(given, { limitInputPixels: mostPixels, failOn: 'error' })
    .autoOrient()
    .resize(side, side, { fit: 'cover' })
    .webp({ quality })
    .toBuffer();
}
