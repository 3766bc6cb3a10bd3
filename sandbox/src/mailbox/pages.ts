import { type Html, html } from '../html.ts';
import type { Message } from './book.ts';

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Africa/Lagos' });

export function listPage(messages: readonly Message[]): Html {
  const list = messages.map(
    ({ id, subject, to, received_at }) =>
      html`<li>
        <a href="/mailbox/${id}"
          ><strong>${subject}</strong><span class="quiet">to ${to.join(', ')} · ${lagosTime(received_at)}</span></a
        >
      </li>`,
  );
  return html`<p class="mark"><a href="/">Akawo sandbox</a></p>
    <h1>Mailbox</h1>
    <p class="quiet">
      ${messages.length === 0 ? 'No mail has been sent yet.' : 'The newest first; the last 500 are kept.'} Programs read
      <code>/mailbox/messages?to=address</code> and empty it with <code>DELETE /mailbox/messages</code>.
    </p>
    <ul>
      ${list}
    </ul>`;
}

export function messagePage(message: Message): Html {
  return html`<p class="mark"><a href="/mailbox">Mailbox</a></p>
    <h1>${message.subject}</h1>
    <dl>
      <dt>From</dt>
      <dd>${message.from}</dd>
      <dt>To</dt>
      <dd>${message.to.join(', ')}</dd>
      <dt>Sent</dt>
      <dd>${lagosTime(message.received_at)}</dd>
      ${message.message_id === undefined ? [] : messageId(message.message_id)}
    </dl>
    ${message.html === undefined ? [] : htmlBody(message.html)}
    <pre>${message.text}</pre>`;
}

export function missingPage(): Html {
  return html`<p class="mark"><a href="/mailbox">Mailbox</a></p>
    <h1>This message is not here</h1>
    <p class="quiet">It was emptied out, or 500 newer ones came after it.</p>`;
}

function messageId(text: string): Html {
  return html`<dt>Message-ID</dt>
    <dd><code>${text}</code></dd>`;
}

/** Shown as a mail program would, but able to do nothing: no scripts, no forms, no requests. Its links open in a new tab. */
function htmlBody(body: string): Html {
  return html`<iframe
    title="The message as HTML"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    srcdoc="${`<!doctype html><base target="_blank">${body}`}"
  ></iframe>`;
}

function lagosTime(instant: string): string {
  return `${time.format(new Date(instant))} Lagos`;
}
