/**
 * How Node is to be started for the server. What a request makes lives until its commit; with the usual room for young objects most of it is
 * copied on the way, which took a fifth of the program's time under load. It costs up to 200 MB of memory, and only under load.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=64'];
