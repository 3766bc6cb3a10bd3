import { spawn } from 'node:child_process';

export interface ChildTask {
  readonly program: string;
  readonly picture: Buffer;
  readonly timeoutMs: number;
  readonly memoryMib: number;
  readonly mostPixels: number;
  readonly stop: AbortSignal;
}

export type ChildEnd =
  | { readonly kind: 'drawn'; readonly drawing: Buffer }
  | { readonly kind: 'ended'; readonly code: number; readonly said: string }
  | { readonly kind: 'killed'; readonly why: string; readonly said: string };

/** More than a drawing of its size can have. */
const mostOutput = 1_048_576;
const mostSaid = 1_000;

/**
 * The shell sets what the system enforces from then on, also when we are gone: memory (KiB), processor time (seconds), no file written, no core
 * dumped. Without a compiler the child reserves no memory for compiled code, which would leave nothing of the bound, and has none to misuse.
 */
const bounds = 'ulimit -d "$1" && ulimit -t "$2" && ulimit -f 0 && ulimit -c 0 && shift 2 && exec "$@"';
const flags = ['--jitless', '--max-old-space-size=32'];
const environment = { VIPS_BLOCK_UNTRUSTED: '1', VIPS_CONCURRENCY: '1' };

/** One process, from its start to its end, which comes in time. Rejects only when there could be no process at all. */
export function runChild({ program, picture, timeoutMs, memoryMib, mostPixels, stop }: ChildTask): Promise<ChildEnd> {
  const limits = [String(memoryMib * 1_024), String(Math.ceil(timeoutMs / 1_000))];
  const command = [process.execPath, ...flags, program, String(mostPixels)];
  const options = { cwd: '/', env: environment, detached: true } as const;
  const child = spawn('/bin/sh', ['-c', bounds, 'sh', ...limits, ...command], options);
  const { promise, resolve, reject } = Promise.withResolvers<ChildEnd>();
  child.on('error', reject);
  // Where there is no process there may be no streams either.
  if (child.pid === undefined) return promise;

  const output: Buffer[] = [];
  let length = 0;
  let said = '';
  let why: string | undefined;

  const kill = (reason: string) => {
    why ??= reason;
    const { pid, exitCode, signalCode } = child;
    // The whole group, so that a child of the child goes too; and if one has left it, nobody waits for what it still holds open.
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
  };
  const stopped = () => kill('we are stopping');
  const timer = setTimeout(() => kill(`took longer than ${timeoutMs} ms`), timeoutMs);
  stop.addEventListener('abort', stopped);

  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > mostOutput) kill('said more than a drawing');
    else output.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said = (said + text).slice(0, mostSaid)));
  // Whatever becomes of a stream, such as one that was not read to its end, the child is judged by how it ends itself.
  for (const stream of child.stdio) stream?.on('error', () => {});
  child.stdin.end(picture);

  child.once('close', (code, signal) => {
    const drawing = Buffer.concat(output);
    if (why !== undefined || code === null) resolve({ kind: 'killed', why: why ?? `by ${signal}`, said });
    else if (code === 0 && isWebp(drawing)) resolve({ kind: 'drawn', drawing });
    else resolve({ kind: 'ended', code, said });
  });
  return promise.finally(() => {
    clearTimeout(timer);
    stop.removeEventListener('abort', stopped);
  });
}

/** The child is not taken at its word either: name and length stand at the beginning of every WebP. */
function isWebp(bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes.readUInt32LE(4) !== bytes.length - 8) return false;
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}
