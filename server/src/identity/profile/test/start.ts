import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Registry } from 'prom-client';
import { createJobs } from '#platform/jobs';
import { createDiskStorage, type Storage } from '#platform/storage';
import { createLogger } from '#platform/telemetry';
import { createAccess } from '../../access.ts';
import { type PersonId } from '../../person.ts';
import { bearing, newPerson, type TrialDatabase, trialProcess, type TrialProcess } from '../../sessions/trial.ts';
import { handleDiscardedAvatars } from '../change-avatar.ts';
import { createDrawing } from '../drawing.ts';
import { type Overview } from '../overview.ts';
import { addUserRoutes } from '../routes.ts';

const publicUrl = 'https://wallet.example';

export interface Trial {
  readonly database: TrialDatabase;
  readonly process: TrialProcess;
  readonly registry: Registry;
  readonly storage: Storage;
  /** Where the disk storage keeps its files. */
  readonly folder: string;
  log(): string;
  /** Somebody new, signed in. */
  join(): Promise<Member>;
}

export interface Member {
  readonly id: PersonId;
  readonly headers: Readonly<Record<string, string>>;
  ask(method: Method, url: string, body?: object): Promise<Answer>;
  /** Sends bytes as they are. */
  upload(bytes: Buffer, type: string): Promise<Answer>;
}

type Method = 'GET' | 'PATCH' | 'PUT' | 'POST' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly code: unknown;
}

/** The routes of this folder with everything real under them, on a database of the test file's own. */
export async function start(
  testDatabase: () => Promise<TrialDatabase>,
  overview: Overview = { actions: [], sections: [] },
): Promise<Trial> {
  const stack = new AsyncDisposableStack();
  // Before the database has one of its own, which would otherwise go first.
  after(() => stack.disposeAsync());
  const folder = mkdtempSync(join(tmpdir(), 'akawo-profile-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', name: 'test', destination: { write: (line: string) => void lines.push(line) } });
  const registry = new Registry();
  const database = await testDatabase();
  const process = await trialProcess(database);
  const storage = createDiskStorage({ folder });
  const drawing = createDrawing({ registry, logger });
  stack.defer(() => drawing.stop());
  const jobs = createJobs({ database: process.database, registry, logger, pollMs: 50 });
  stack.defer(() => jobs.stop(1_000));
  handleDiscardedAvatars({ database, storage, jobs });
  const parts = { database: process.database, storage, drawing, publicUrl, access: createAccess(process), overview };
  addUserRoutes(process.http, { ...parts, registry, logger });
  await jobs.start();

  async function send(options: {
    method: Method;
    url: string;
    headers: Record<string, string>;
    payload?: object | Buffer;
  }): Promise<Answer> {
    const answer = await process.http.inject(options);
    const body: Record<string, unknown> = answer.body === '' ? {} : answer.json();
    return { status: answer.statusCode, body, code: body['code'] };
  }

  return {
    database,
    process,
    registry,
    storage,
    folder,
    log: () => lines.join(''),
    async join() {
      const id = await newPerson(database);
      const headers = bearing((await process.logIn(id)).access_token);
      return {
        id,
        headers,
        ask: (method, url, payload) => send({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) }),
        upload: (payload, type) =>
          send({ method: 'PUT', url: '/api/v1/users/me/avatar', headers: { ...headers, 'content-type': type }, payload }),
      };
    },
  };
}
