import type { NodemailerError } from 'nodemailer';
import type { Delivery, Unknown } from './letter.ts';

interface Explained {
  readonly delivery: Delivery;
  /** What a person needs to mend it. The server's own words stay out: they quote addresses. */
  readonly facts: Readonly<Record<string, string | number | undefined>>;
}

const tlsFailure = /^(ERR_TLS|ERR_SSL|EPROTO|CERT|DEPTH|SELF_SIGNED|UNABLE|ERR_OSSL)/;
const nobodyThere = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND)$/;

/** What a failed conversation with a mail server means for the letter. Only a permanent no to the letter itself settles anything. */
export function explainSmtpFailure(thrown: unknown): Explained {
  const error: Partial<NodemailerError> = thrown instanceof Error ? thrown : {};
  const { code, originalCode, command, responseCode, response = '' } = error;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return {
    delivery: deliveryOf(error),
    facts: { error_code: originalCode ?? code, command, status: responseCode, enhanced_status: enhanced },
  };
}

function deliveryOf(error: Partial<NodemailerError>): Delivery {
  const { code = '', command = '', responseCode, permanent, originalCode = '', timeoutType } = error;
  const unknown = (why: Unknown['why']): Delivery => ({ kind: 'unknown', why });
  if (code === 'ETLS' || tlsFailure.test(originalCode)) return unknown('tls_failed');
  if (permanent === true) {
    return command === 'RCPT TO' || command === 'DATA' ? { kind: 'rejected', why: 'refused' } : unknown('not_admitted');
  }
  if (responseCode !== undefined) return unknown('try_later');
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return unknown('not_admitted');
    case 'EABORT':
      return unknown('timeout');
    case 'ETIMEDOUT':
      return unknown(timeoutType === 'CONNECT_TIMEOUT' ? 'connect_timeout' : 'timeout');
    case 'EDNS':
      return unknown('unreachable');
    case 'ESOCKET':
    case 'ECONNECTION':
      return unknown(nobodyThere.test(originalCode) ? 'unreachable' : 'connection_lost');
    case 'EPROTOCOL':
      return unknown('answer_malformed');
    default:
      return unknown('undecided');
  }
}
