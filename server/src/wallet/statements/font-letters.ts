/** The code points for which a font has a letter, by its table `cmap` in format 4, which every TrueType font has. */
export function readFontLetters(font: Buffer): ReadonlySet<number> {
  const known = new Set<number>();
  for (const { first, last, glyphOf } of readSegments(font, findMap(font)))
    for (let code = first; code <= last && code < 0xff_ff; code += 1) if (glyphOf(code) !== 0) known.add(code);
  return known;
}

function findMap(font: Buffer): number {
  const map = findRecord(font, 12, font.readUInt16BE(4), 16, (at) => font.toString('latin1', at, at + 4) === 'cmap');
  const table = font.readUInt32BE(map + 8);
  const offsetOf = (record: number) => table + font.readUInt32BE(record + 4);
  return offsetOf(
    findRecord(font, table + 4, font.readUInt16BE(table + 2), 8, (record) => font.readUInt16BE(offsetOf(record)) === 4),
  );
}

function findRecord(font: Buffer, first: number, count: number, length: number, isMeant: (at: number) => boolean): number {
  for (let at = first; at < Math.min(first + count * length, font.length); at += length) if (isMeant(at)) return at;
  throw new Error('this font does not say which letters it has');
}

interface Segment {
  readonly first: number;
  readonly last: number;
  glyphOf(code: number): number;
}

function readSegments(font: Buffer, map: number): readonly Segment[] {
  const wide = font.readUInt16BE(map + 6);
  return Array.from({ length: wide / 2 }, (_, segment) => {
    const last = map + 14 + segment * 2;
    const first = last + wide + 2;
    const delta = font.readUInt16BE(first + wide);
    const offsetAt = first + 2 * wide;
    const offset = font.readUInt16BE(offsetAt);
    const begin = font.readUInt16BE(first);
    const glyphOf = (code: number) => {
      const glyph = offset === 0 ? code : font.readUInt16BE(offsetAt + offset + (code - begin) * 2);
      return offset !== 0 && glyph === 0 ? 0 : (glyph + delta) % 0x1_00_00;
    };
    return { first: begin, last: font.readUInt16BE(last), glyphOf };
  });
}
