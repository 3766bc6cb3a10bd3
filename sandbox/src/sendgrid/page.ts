import { type Html, html } from '../html.ts';
import { moods } from './moods.ts';

export function stagePage(): Html {
  const list = Object.entries(moods).map(
    ([name, what]) =>
      html`<dt><code>${name}@example.com</code></dt>
        <dd>${what}</dd>`,
  );
  return html`<p class="mark"><a href="/">Akawo sandbox</a></p>
    <h1>SendGrid</h1>
    <p>
      Programs post to <code>/sendgrid/v3/mail/send</code> with any key that begins with <code>SG.</code>, and what they send can
      be read in the <a href="/mailbox">mailbox</a>.
    </p>
    <p class="quiet">To see how Akawo bears trouble, write to one of these:</p>
    <dl>${list}</dl>`;
}
