import { type Html, html } from '../html.ts';
import type { Account } from '../issuer/accounts.ts';
import { asks, type AuthorizationRequest } from '../issuer/authorization.ts';
import { dialog, hidden, person, visitorOf } from '../issuer/pages.ts';
import { apple } from './registration.ts';

export function consentPage(request: AuthorizationRequest, account: Account): Html {
  const isFirstTime = account.consents?.[request.client_id] === undefined;
  return dialog(apple, `Sign in to ${visitorOf(request)}`, [
    html`<p class="person">${person(account)}</p>
      <form method="post" action="${apple.path}/decision">
        ${hidden(request)}<input type="hidden" name="email" value="${account.email}" />
        ${isFirstTime ? choices(request, account) : html`<p>You have signed in there before, so it learns nothing new.</p>`}
        <div class="choice">
          <button name="decision" value="allow">Continue</button>
          <button class="second" name="decision" value="deny">Cancel</button>
        </div>
      </form>`,
  ]);
}

/** Asked once: afterwards neither the name nor the address is told again. */
function choices(request: AuthorizationRequest, { email, first_name, last_name }: Account): Html {
  return html`${
    asks(request, 'name')
      ? html`<label>First name<input name="first_name" value="${first_name}" maxlength="100" autocomplete="off" /></label>
          <label>Last name<input name="last_name" value="${last_name}" maxlength="100" autocomplete="off" /></label>`
      : []
  }
  ${
    asks(request, 'email')
      ? html`<fieldset>
          <legend>E-mail</legend>
          <label class="tick"><input type="radio" name="address" value="share" checked />Share ${email}</label>
          <label class="tick"><input type="radio" name="address" value="hide" />Hide it behind a relay</label>
        </fieldset>`
      : []
  }`;
}

/** What Apple posts to the program by way of the browser. Its own page does it by a script; ours has none, so a person does. */
export function returnPage(request: AuthorizationRequest, answer: Readonly<Record<string, string>>): Html {
  return dialog(apple, 'You are signed in', [
    html`<p>Apple’s own page would send you back by itself.</p>
      <form method="post" action="${request.redirect_uri}">
        ${Object.entries(answer).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <div class="choice"><button>Back to ${visitorOf(request)}</button></div>
      </form>`,
  ]);
}
