const name = 'akawo-session';

/** One tab at a time: each exchange uses the cookie up, and the next tab should find the new one. */
export async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  // Absent on pages without a secure context, where the server's own patience with two tabs has to do.
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return work();
  return locks.request(name, work);
}
