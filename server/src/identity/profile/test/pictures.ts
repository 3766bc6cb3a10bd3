import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** The left half is red, the right half blue. */
export function twoColours(width = 64, height = 48): Sharp {
  const half = { create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: '#0000ff' } };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: half, left: Math.floor(width / 2), top: 0 },
  ]);
}

/** Where it was taken, with what, by whom: all that a phone writes into a picture, and a profile of colours. */
export function withEverything(picture: Sharp): Sharp {
  return picture
    .withExif({
      IFD0: { Make: 'CanaryPhone', Artist: 'CanaryArtist', ImageDescription: 'CanaryText' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '6/1 27/1 1440/100', GPSLongitudeRef: 'E', GPSLongitude: '3/1 23/1 2400/100' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><CanaryXmp/></x:xmpmeta>')
    .withIccProfile('p3');
}

/** Red, green and blue, one after the other. */
export async function moving(): Promise<Buffer> {
  const frames = ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .webp()
    .toBuffer();
}

/** A PNG of any size of which only the beginning was ever made; the rest is zeros, which is black. */
export function pngOf(width: number, height: number, { interlaced = false, rows = 1 } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([16, 6, 0, 0, interlaced ? 1 : 0], 8);
  const data = deflateSync(Buffer.alloc(rows * (1 + width * 8)), { level: 1 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A piece of a PNG with its checksum. */
export function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8 + named.length);
  frame.writeUInt32BE(data.length, 0);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), 4 + named.length);
  return frame;
}
