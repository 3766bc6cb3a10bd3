import { type Html, html } from '../html.ts';
import type { Account } from '../issuer/accounts.ts';
import { asks, type AuthorizationRequest } from '../issuer/authorization.ts';
import { dialog, hidden, person, visitorOf } from '../issuer/pages.ts';
import { google } from './registration.ts';

export function consentPage(request: AuthorizationRequest, account: Account): Html {
  const shared = [
    ...(asks(request, 'profile') ? ['your name'] : []),
    ...(asks(request, 'email') ? ['your e-mail address, and whether it is verified'] : []),
    'which Google account is yours',
  ];
  return dialog(google, `Sign in to ${visitorOf(request)}`, [
    html`<p class="person">${person(account)}</p>
      <p>Google will tell it</p>
      <ul class="points">
        ${shared.map((what) => html`<li>${what}</li>`)}
      </ul>
      <form method="post" action="${google.path}/decision">
        ${hidden(request)}<input type="hidden" name="email" value="${account.email}" />
        <div class="choice">
          <button name="decision" value="allow">Continue</button>
          <button class="second" name="decision" value="deny">Cancel</button>
        </div>
      </form>`,
  ]);
}
