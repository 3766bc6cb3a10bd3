import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { Problem } from '../problem.ts';
import type { Answer, OnceRequest } from './index.ts';

/** The database as its owner sees it. */
interface Owned {
  owner(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** What the tests of this folder share: an effect that can be counted, and a renderer that shows which refusal it was given. */
export async function prepareEffects(database: Owned): Promise<void> {
  await database.owner('create table public.effects (key text not null, said text not null)');
  await database.owner('grant select, insert on public.effects to akawo_app');
}

export async function effectsOf(database: Owned, key: string): Promise<unknown[]> {
  const rows = await database.owner('select said from public.effects where key = $1', [key]);
  return rows.map((row) => row['said']);
}

let answers = 0;

/** Writes an effect and answers with something that no second run would answer. */
export function effect({ key }: OnceRequest, said = 'done'): (tx: Tx) => Promise<Answer> {
  return async (tx) => {
    await sql`insert into public.effects (key, said) values (${key}, ${said})`.execute(tx);
    return { status: 201, body: JSON.stringify({ said, number: ++answers }) };
  };
}

let keys = 0;

export function ask(changes: Partial<OnceRequest> = {}): OnceRequest {
  return {
    caller: 'user:ada',
    route: 'POST /api/v1/transfers',
    key: `key-${++keys}`,
    body: { amount: 100, to: 'bola' },
    ...changes,
  };
}

let rendered = 0;

export function render({ code }: Problem): Answer {
  return { status: 422, body: JSON.stringify({ code, request_id: `request-${++rendered}` }) };
}
