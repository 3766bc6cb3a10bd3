import { hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '#platform/secret';

const derivedBytes = 32;
const leastMasterBytes = 32;

/** A secret of its own for each purpose, so that knowing one says nothing about the master or its siblings. HKDF-SHA-256, base64url. */
export function deriveSecret(master: Secret, purpose: string): Secret {
  const derived = hkdfSync('sha256', master.reveal(), 'akawo', purpose, derivedBytes);
  return new Secret(Buffer.from(derived).toString('base64url'));
}

/** The master secret of a home, made at the first start and readable only by its owner. Processes that start at once agree on one. */
export function loadOrCreateSecret(home: string): Secret {
  const file = join(home, 'secret');
  return readSecret(file) ?? createSecret(home, file);
}

function createSecret(home: string, file: string): Secret {
  mkdirSync(home, { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // A link appears whole or not at all and never replaces the secret that another process made a moment earlier.
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const secret = readSecret(file);
  if (secret === undefined) throw new Error(`${file} vanished while it was being made`);
  return secret;
}

function readSecret(file: string): Secret | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (Buffer.byteLength(text) < leastMasterBytes) {
      throw new Error(`${file} is damaged: restore it from a backup, or remove it if nothing in this home is worth keeping`);
    }
    chmodSync(file, 0o600);
    return new Secret(text);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
