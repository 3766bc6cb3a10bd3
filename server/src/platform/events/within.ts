/** Gives work a bound. Past it the signal fires and the answer is an error; what the work still does then, it does for nobody. */
export async function within<T>(milliseconds: number, work: (late: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`took longer than ${milliseconds} ms`);
    late.abort(error);
    reject(error);
  }, milliseconds);
  try {
    return await Promise.race([work(late.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}
