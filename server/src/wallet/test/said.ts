import { type Told } from './world.ts';

export interface Refusal {
  readonly code: string;
  readonly request_id: string;
  readonly limit?: string;
  readonly amount?: number;
  readonly left?: number;
  readonly lifted_by_tier?: number | null;
}

/** What an answer says, in the shape that the test goes on to examine. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a test says of each answer what it expects to find in it
export function said<Body = Refusal>({ json }: Pick<Told, 'json'>): Body {
  return json as Body;
}

/** The status and the code of a refusal. */
export function refusalIn(told: Told): readonly [status: number, code: string] {
  return [told.status, said(told).code];
}
