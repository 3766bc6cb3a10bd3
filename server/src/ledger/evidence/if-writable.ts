/** Undefined for values that the canonical bytes have no place for: they are not what was hashed or signed, whatever they are. */
export function ifWritable<Result>(compute: () => Result): Result | undefined {
  try {
    return compute();
  } catch (thrown) {
    if (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
