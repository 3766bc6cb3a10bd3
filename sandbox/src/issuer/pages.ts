import type { JWK } from 'jose';
import { type Html, html } from '../html.ts';
import type { Account } from './accounts.ts';
import { type AuthorizationRequest, fieldsOf, type Mistake } from './authorization.ts';

export interface IssuerName {
  readonly name: string;
  readonly path: string;
}

/** A sign-in page: who plays it, what it asks, and for whom. */
export function dialog({ name, path }: IssuerName, title: string, body: readonly Html[]): Html {
  return html`<section class="dialog">
    <p class="mark"><a href="${path}">${name}, played by the sandbox</a></p>
    <h1>${title}</h1>
    ${body}
  </section>`;
}

export function chooserPage(issuer: IssuerName, request: AuthorizationRequest, accounts: readonly Account[]): Html {
  const people = accounts.map((account) => {
    const query = new URLSearchParams([...fieldsOf(request), ['email', account.email]]);
    return html`<li><a href="${issuer.path}/consent?${query.toString()}">${person(account)}</a></li>`;
  });
  return dialog(issuer, 'Choose an account', [
    html`<p class="quiet">to continue to <strong>${visitorOf(request)}</strong></p>
      <ul class="people">
        ${people}
      </ul>
      <details>
        <summary>Use another account</summary>
        <form method="post" action="${issuer.path}/accounts">
          ${hidden(request)}
          <label>E-mail<input name="email" type="email" required maxlength="254" autocomplete="off" /></label>
          <label>First name<input name="first_name" maxlength="100" autocomplete="off" /></label>
          <label>Last name<input name="last_name" maxlength="100" autocomplete="off" /></label>
          <label class="tick"
            ><input name="email_verified" type="checkbox" checked />${issuer.name} has verified this address</label
          >
          <button>Continue</button>
        </form>
      </details>
      <p class="quiet">Nobody is asked for a password here, and nothing leaves your machine.</p>`,
  ]);
}

export function mistakePage(issuer: IssuerName, { error, sentence }: Mistake): Html {
  return dialog(issuer, 'This can not be answered', [
    html`<p>${sentence}</p>
      <p class="quiet">Error: <code>${error}</code></p>`,
  ]);
}

export interface IssuerFacts extends IssuerName {
  readonly accounts: readonly Account[];
  readonly keys: readonly JWK[];
  readonly facts: readonly (readonly [string, string])[];
}

export function frontPage({ name, path, accounts, keys, facts }: IssuerFacts): Html {
  return html`<p class="mark"><a href="/">Akawo sandbox</a></p>
    <h1>${name}</h1>
    <p>
      Signing in with ${name}, played here. The tokens say what the real ones say, the issuer’s own name included; only the keys
      that sign them are the sandbox’s.
    </p>
    <dl>
      ${facts.map(
        ([what, value]) =>
          html`<dt>${what}</dt>
            <dd><code>${value}</code></dd>`,
      )}
      <dt>Published keys</dt>
      <dd>${keys.map(({ kid = '' }) => html`<code class="line">${kid}</code>`)}</dd>
    </dl>
    <form method="post" action="${path}/keys/rotate"><button>Rotate the keys</button></form>
    <ul class="people">
      ${accounts.map((account) => html`<li class="card">${person(account)}</li>`)}
    </ul>
    <p class="quiet">
      Programs get a token without a browser: <code>POST ${path}/id-tokens</code> with <code>email</code> and, if they like,
      <code>nonce</code> and <code>claims</code> that shall read otherwise.
    </p>`;
}

/** An account as a row of a list. */
export function person({ email, first_name, last_name, email_verified }: Account): Html {
  const name = `${first_name} ${last_name}`.trim();
  return html`<span class="initial" aria-hidden="true">${(name || email).slice(0, 1).toUpperCase()}</span>
    <span><strong>${name || email}</strong><span class="quiet">${email}${email_verified ? '' : ' · not verified'}</span></span>`;
}

/** Who is asking, as far as an address says it. */
export function visitorOf({ redirect_uri }: AuthorizationRequest): string {
  return new URL(redirect_uri).host;
}

/** The request, carried on by a form. */
export function hidden(request: AuthorizationRequest): readonly Html[] {
  return fieldsOf(request).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
}
