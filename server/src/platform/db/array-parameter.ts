interface Element<Value> {
  /** The type's number in PostgreSQL. */
  readonly type: number;
  bytesOf(value: Value): number;
  write(array: Buffer, value: Value, at: number): void;
}

const headerBytes = 20;
const lengthBytes = 4;

/**
 * Arrays as PostgreSQL has them in binary: as text, the server would take as long to read the ids of a batch as to find their rows. It has
 * to know from a function's declaration or from a cast that the parameter is an array of exactly this type.
 */
export const uuidArray = arrayOf<string>({ type: 2950, bytesOf: () => 16, write: writeUuid });

export const textArray = arrayOf<string>({
  type: 25,
  bytesOf: (value) => Buffer.byteLength(value),
  write: (array, value, at) => array.write(value, at),
});

/** Of bytes that are given in hexadecimal. */
export const byteaArray = arrayOf<string>({
  type: 17,
  bytesOf: ({ length }) => length / 2,
  write: (array, value, at) => array.write(value, at, 'hex'),
});

export const smallintArray = arrayOf<number>({
  type: 21,
  bytesOf: () => 2,
  write: (array, value, at) => array.writeInt16BE(value, at),
});

export const integerArray = arrayOf<number>({
  type: 23,
  bytesOf: () => 4,
  write: (array, value, at) => array.writeInt32BE(value, at),
});

export const bigintArray = arrayOf<number>({ type: 20, bytesOf: () => 8, write: writeSafeInteger });

function arrayOf<Value>({ type, bytesOf, write }: Element<Value>): (values: readonly (Value | null)[]) => Buffer {
  return (values) => {
    let bytes = headerBytes;
    for (const value of values) bytes += lengthBytes + (value === null ? 0 : bytesOf(value));
    const array = Buffer.allocUnsafe(bytes);
    let at = 0;
    // One dimension, in which there may be nulls, of this type and length, from index 1.
    for (const part of [1, 1, type, values.length, 1]) at = array.writeInt32BE(part, at);
    for (const value of values) {
      const length = value === null ? -1 : bytesOf(value);
      at = array.writeInt32BE(length, at);
      if (value === null) continue;
      write(array, value, at);
      at += length;
    }
    return array;
  };
}

/** Where the sixteen pairs of digits stand in a UUID as text. */
const pairs = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

function writeUuid(array: Buffer, value: string, at: number): void {
  let next = at;
  let all = 0;
  for (const pair of pairs) {
    const [high, low] = [digitAt(value, pair), digitAt(value, pair + 1)];
    all |= high | low;
    array[next++] = (high << 4) | low;
  }
  if (value.length !== 36 || all >>> 4 !== 0) throw new Error(`${value} is not a UUID`);
}

/** Its value, or a number outside 0 to 15 if it is no digit. */
function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 58) return code - 48;
  const small = code | 32;
  return small < 97 ? -1 : small - 87;
}

/** Its upper half, then its lower half, whatever the sign of either. */
function writeSafeInteger(array: Buffer, value: number, at: number): void {
  array.writeInt32BE(Math.floor(value / 2 ** 32), at);
  array.writeInt32BE(value | 0, at + 4);
}
