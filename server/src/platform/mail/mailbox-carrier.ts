import { createProviderClient, type ProviderClientOptions } from '#platform/outbound';
import type { Carrier, Delivery } from './letter.ts';

interface MailboxOptions extends Pick<ProviderClientOptions, 'baseUrl' | 'registry' | 'logger'> {
  readonly timeoutMs?: number;
}

/** Into the sandbox's mailbox, where a person can read it in the browser. */
export function createMailboxCarrier({ timeoutMs = 5_000, ...options }: MailboxOptions): Carrier {
  const client = createProviderClient({ name: 'mailbox', timeoutMs, ...options });
  return {
    async carry({ from, to, subject, text, html, messageId }): Promise<Delivery> {
      const body = { from: `${from.name} <${from.address}>`, to: [to], subject, text, html, message_id: messageId };
      const outcome = await client.call({
        operation: 'send',
        method: 'POST',
        path: '/mailbox/messages',
        body,
        safeToRetry: true,
        attempts: 1,
      });
      if (outcome.kind === 'unknown') return { kind: 'unknown', why: outcome.why };
      return outcome.kind === 'accepted' ? { kind: 'accepted' } : { kind: 'rejected', why: 'refused' };
    },
    stop: () => client.stop(),
  };
}
