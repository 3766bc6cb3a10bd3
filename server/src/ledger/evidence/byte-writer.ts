/** Writes values one after another so that no two different lists of values give the same bytes. Numbers are big-endian. */
export interface ByteWriter {
  u8(value: number): void;
  u32(value: number): void;
  i64(value: number | bigint): void;
  uuid(value: string): void;
  /** Of a fixed length, in hexadecimal. */
  digest(value: string): void;
  /** Its length in bytes as u32, then its UTF-8. */
  text(value: string): void;
  /** 0 for none; 1 and then the value. */
  optional<Value>(value: Value | null, write: (value: Value) => void): void;
  bytes(): Buffer;
}

const firstSize = 1_024;
const digestBytes = 32;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const digestShape = /^[0-9a-f]{64}$/;

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(firstSize);
  let end = 0;

  /** Where to write the next `size` bytes. To be called before `buffer` is looked at, which it may replace by a larger one. */
  function claim(size: number): number {
    if (end + size > buffer.length) buffer = Buffer.concat([buffer], Math.max(buffer.length * 2, end + size));
    end += size;
    return end - size;
  }

  function hexadecimal(value: string, size: number): void {
    const start = claim(size);
    buffer.write(value, start, 'hex');
  }

  const writer: ByteWriter = {
    u8(value) {
      const start = claim(1);
      buffer.writeUInt8(value, start);
    },
    u32(value) {
      const start = claim(4);
      buffer.writeUInt32BE(value, start);
    },
    i64(value) {
      const start = claim(8);
      buffer.writeBigInt64BE(BigInt(value), start);
    },
    uuid(value) {
      if (!uuidShape.test(value)) throw new TypeError('not an id');
      hexadecimal(value.replaceAll('-', ''), 16);
    },
    digest(value) {
      if (!digestShape.test(value)) throw new TypeError('not a digest');
      hexadecimal(value, digestBytes);
    },
    text(value) {
      const size = Buffer.byteLength(value);
      writer.u32(size);
      const start = claim(size);
      buffer.write(value, start);
    },
    optional(value, write) {
      writer.u8(value === null ? 0 : 1);
      if (value !== null) write(value);
    },
    bytes: () => buffer.subarray(0, end),
  };
  return writer;
}
