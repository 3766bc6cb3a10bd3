import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { assertNever, type Classify, createProviderClient, type ProviderClientOptions, type Verdict } from '#platform/outbound';
import type { Secret } from '#platform/secret';
import type { Logger } from '#platform/telemetry';
import { machineHeaders, type Carrier, type Delivery, type StampedLetter } from './letter.ts';

interface SendgridOptions extends Pick<ProviderClientOptions, 'baseUrl' | 'registry'> {
  readonly logger: Logger;
  readonly key: Secret;
  readonly timeoutMs?: number;
}

/** SendGrid's v3 API. It knows no idempotency key: a letter that was answered too late may come twice, and then does no harm. */
export function createSendgridCarrier({ key, timeoutMs = 15_000, ...options }: SendgridOptions): Carrier {
  const headers = () => ({ authorization: `Bearer ${key.reveal()}` });
  const client = createProviderClient({ name: 'sendgrid', timeoutMs, headers, ...options });
  return {
    async carry(letter): Promise<Delivery> {
      const outcome = await client.call({
        operation: 'send',
        method: 'POST',
        path: '/v3/mail/send',
        body: bodyOf(letter),
        safeToRetry: true,
        // Whoever asked for the letter asks again later, and more patiently.
        attempts: 1,
        classify,
      });
      switch (outcome.kind) {
        case 'accepted':
          return { kind: 'accepted' };
        case 'rejected':
          options.logger.warn(
            { letter_id: letter.id, status: outcome.status, fields: fieldsOf(outcome.body) },
            'SendGrid did not take a letter',
          );
          return aboutUs.has(outcome.status) ? { kind: 'unknown', why: 'not_admitted' } : { kind: 'rejected', why: 'refused' };
        case 'unknown':
          return { kind: 'unknown', why: outcome.why };
        default:
          return assertNever(outcome);
      }
    },
    stop: () => client.stop(),
  };
}

const Refusal = Type.Object({
  errors: Type.Array(Type.Object({ field: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])) })),
});

/** A key that is not good, a sender that was not confirmed: once that is mended, the letter goes out. */
const aboutUs = new Set([401, 403]);
const aboutLetter = new Set([400, 413]);

/** Accepted is 202 with nothing in it. */
function classify({ status }: Parameters<Classify>[0]): Verdict {
  if (status === 202) return { kind: 'accepted' };
  if (aboutUs.has(status) || aboutLetter.has(status)) return { kind: 'rejected' };
  if (status === 429) return { kind: 'unknown', why: 'throttled' };
  return { kind: 'unknown', why: status >= 500 ? 'server_error' : 'unexpected_status' };
}

/** What the refusal is about. The messages beside it stay out of the log: they quote addresses. */
function fieldsOf(body: unknown): readonly string[] {
  return Value.Check(Refusal, body) ? body.errors.flatMap(({ field }) => field ?? []).slice(0, 5) : [];
}

/** No tracking: it would put SendGrid's own addresses over the links that only the reader should open. */
function bodyOf({ id, from, to, subject, text, html, messageId }: StampedLetter): object {
  return {
    personalizations: [{ to: [{ email: to }] }],
    from: { email: from.address, name: from.name },
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: html },
    ],
    headers: { ...machineHeaders, 'Message-ID': messageId },
    custom_args: { letter_id: id },
    tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
  };
}
