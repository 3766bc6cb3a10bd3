import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type SignedHead } from './head.ts';

/** One line of JSON per head. Whoever can afford to, copies the file where the operators of the database have no hand in it. */
export async function appendHead(path: string, head: SignedHead): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await using file = await open(path, 'a+', 0o600);
  // A line that was cut off by a crash must not swallow the next one.
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  const isCutOff = size > 0 && buffer.toString() !== '\n';
  await file.appendFile(`${isCutOff ? '\n' : ''}${JSON.stringify(head)}\n`);
  await file.sync();
  if (size === 0) await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

const integer = Type.Integer({ minimum: 0 });

/** In decimal, in its one spelling. */
export const MicrosecondsShape = Type.String({ pattern: '^(0|-?[1-9][0-9]*)$' });

export const SignedHeadShape = Type.Object(
  {
    format: integer,
    block: integer,
    hash: Type.String(),
    total: integer,
    signed_at: MicrosecondsShape,
    signature: Type.String(),
  },
  { additionalProperties: false },
);

/** A line that is no head is passed over with its number; a file that does not exist has no lines. */
export async function* readHeadsFile(path: string): AsyncGenerator<SignedHead | { readonly brokenLine: number }> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line !== '') yield parse(line) ?? { brokenLine: number };
    }
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
  }
}

function parse(line: string): SignedHead | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Value.Check(SignedHeadShape, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
