import { hash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, type Tx } from '#platform/db';
import { type PersonId } from '../person.ts';
import { type Principal } from '../principal.ts';
import { pinRequired } from '../problems.ts';
import { hashIntent, type Intent } from './intent.ts';
import { type OwnSession } from '../own-session.ts';

/** Leave for one payment, as somebody brings it along with the payment. */
export interface PinSpending {
  readonly token: string;
  readonly principal: Pick<Principal, 'kind' | 'personId' | 'sessionId'>;
  readonly intent: Intent;
}

export const pinTokenSeconds = 120;
const tokenBytes = 32;

/** 256 random bits, of which only the digest is kept. */
export async function issuePinToken(tx: Tx, { personId, sessionId }: OwnSession, intent: Intent): Promise<string> {
  const token = randomBytes(tokenBytes).toString('base64url');
  await sql`
    insert into identity.pin_tokens (hash, person_id, session_id, intent_hash, expires_at)
    values (
      ${hashToken(token)}, ${personId}, ${sessionId}, ${hashIntent(intent)}, now() + ${pinTokenSeconds} * interval '1 second'
    )
  `.execute(tx);
  return token;
}

/** In the transaction of the payment: both happen or neither does. */
export async function spendPinToken(tx: Tx, spending: PinSpending): Promise<void> {
  await spendPinTokens(tx, [spending]);
}

/** For many payments that share a transaction. One token that does not fit, or that another of them brings too, refuses them all. */
export async function spendPinTokens(tx: Tx, spendings: readonly PinSpending[]): Promise<void> {
  if (spendings.length === 0) return;
  const { rows } = await sql`
    with claimed as (
      select token.hash
      from identity.pin_tokens token
      join unnest(
        ${spendings.map(({ token }) => hashToken(token))}::bytea[],
        ${spendings.map(({ principal }) => principal.personId)}::uuid[],
        ${spendings.map(({ principal }) => principal.sessionId ?? null)}::uuid[],
        ${spendings.map(({ intent }) => hashIntent(intent))}::bytea[]
      ) as claim (hash, person_id, session_id, intent_hash) using (hash, person_id, session_id, intent_hash)
      where token.spent_at is null and token.expires_at > now()
      order by token.hash
      for update of token
    )
    update identity.pin_tokens token set spent_at = now()
    from (select distinct hash from claimed) as good
    where token.hash = good.hash
    returning token.hash
  `.execute(tx);
  if (rows.length !== spendings.length) throw pinRequired();
}

/** Which of them could be spent now: for whoever must not hold up a batch with one that does not fit. Nothing is spent by it. */
export async function fittingPinTokens(db: Db, spendings: readonly PinSpending[]): Promise<readonly boolean[]> {
  const { rows } = await sql<{ fits: boolean }>`
    select exists (
      select from identity.pin_tokens token
      where
        token.hash = claim.hash and token.person_id = claim.person_id and token.session_id = claim.session_id
        and token.intent_hash = claim.intent_hash and token.spent_at is null and token.expires_at > now()
    ) as fits
    from unnest(
      ${spendings.map(({ token }) => hashToken(token))}::bytea[],
      ${spendings.map(({ principal }) => principal.personId)}::uuid[],
      ${spendings.map(({ principal }) => principal.sessionId ?? null)}::uuid[],
      ${spendings.map(({ intent }) => hashIntent(intent))}::bytea[]
    ) with ordinality as claim (hash, person_id, session_id, intent_hash, position)
    order by claim.position
  `.execute(db);
  return rows.map(({ fits }) => fits);
}

/**
 * What a payment has to spend, looked at before anything is written: nothing for a key, whose permission stands for the PIN, nor for
 * whoever has set no PIN. A token that does not fit is refused here already, so that it never holds up a batch.
 */
export async function requirePin(
  db: Db,
  { token, principal, intent }: Omit<PinSpending, 'token'> & { readonly token: string | undefined },
): Promise<PinSpending | undefined> {
  if (principal.kind === 'key') return undefined;
  if (!(await hasPin(db, principal.personId))) return undefined;
  if (token === undefined) throw pinRequired();
  const spending = { token, principal, intent };
  const [fits] = await fittingPinTokens(db, [spending]);
  if (fits !== true) throw pinRequired();
  return spending;
}

export async function hasPin(db: Db, personId: PersonId): Promise<boolean> {
  const { rows } = await sql`select from identity.pins where person_id = ${personId}`.execute(db);
  return rows.length > 0;
}

function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
