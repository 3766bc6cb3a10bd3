import { Type } from 'typebox';
import { defineJob } from '#platform/jobs';
import { type Client } from '../client.ts';
import { mailPurposes } from './mail-codes.ts';

/** Nobody, for an address that no account has. */
const person_id = Type.Union([Type.String(), Type.Null()]);
const client = { address: Type.String(), user_agent: Type.String(), request_id: Type.String() };

/**
 * What only an account can have is asked for in any case and done later, by the worker, if there is one: so a request does the same work
 * whether there is an account or not, and neither its answer nor its time tells.
 */
export const sendMailCode = defineJob({
  name: 'identity.send_mail_code',
  data: Type.Object({ code_id: Type.String(), person_id, purpose: Type.Enum([...mailPurposes]), ...client }),
});

export const noteFailedLogIn = defineJob({
  name: 'identity.note_failed_log_in',
  data: Type.Object({ event_id: Type.String(), person_id, ...client }),
});

interface ClientData {
  readonly address: string;
  readonly user_agent: string;
  readonly request_id: string;
}

export function packClient({ address, userAgent, requestId }: Client): ClientData {
  return { address, user_agent: userAgent, request_id: requestId };
}

export function unpackClient({ address, user_agent, request_id }: ClientData): Client {
  return { address, userAgent: user_agent, requestId: request_id };
}
