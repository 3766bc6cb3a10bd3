import assert from 'node:assert/strict';

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** As much of a browser as it takes to sign in: it follows redirects, keeps cookies per host, follows links and sends forms. */
export interface Browser {
  open(url: string): Promise<Page>;
  /** The link on the page that says this. */
  follow(page: Page, says: string): Promise<Page>;
  /** Sends the form whose button says this, with what it holds and what is filled in. */
  press(page: Page, button: string, fill?: Readonly<Record<string, string>>): Promise<Page>;
  cookie(page: Page, name: string): string | undefined;
  readonly cookies: Map<string, string>;
  /** Stops before it would open this address, so that a test can do something else with it. */
  readonly stopAt: Set<string>;
}

const mostRedirects = 10;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function openBrowser(): Browser {
  const cookies = new Map<string, string>();
  const stopAt = new Set<string>();
  const keyOf = ({ host }: URL, name: string) => `${host} ${name}`;

  async function request(address: URL, form?: URLSearchParams): Promise<Page> {
    let [url, body] = [address, form];
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      if (stopAt.has(url.pathname)) return { url, status: 0, text: '' };
      const prefix = keyOf(url, '');
      const own = [...cookies].filter(([key]) => key.startsWith(prefix));
      const cookie = own.map(([key, value]) => `${key.slice(prefix.length)}=${value}`).join('; ');
      const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }) };
      const method = body === undefined ? 'GET' : 'POST';
      const answer = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
      keep(url, answer.headers.getSetCookie());
      const location = answer.headers.get('location');
      const text = await answer.text();
      if (location === null) return { url, status: answer.status, text };
      [url, body] = [new URL(location, url), undefined];
    }
    throw new Error('redirected without an end');
  }

  function keep(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      assert.ok(name.startsWith('__Host-') && attributes.includes('Secure') && attributes.includes('Path=/'), line);
      assert.ok(attributes.includes('HttpOnly') && attributes.some((one) => /^SameSite=(Lax|Strict)$/.test(one)), line);
      if (attributes.includes('Max-Age=0')) cookies.delete(keyOf(url, name));
      else cookies.set(keyOf(url, name), pair.slice(name.length + 1));
    }
  }

  return {
    cookies,
    stopAt,
    open: (url) => request(new URL(url)),
    cookie: ({ url }, name) => cookies.get(keyOf(url, name)),
    async follow(page, says) {
      const links = page.text.matchAll(/<a href="(?<to>[^"]*)"[^>]*>(?<text>.*?)<\/a>/gs);
      const link = links.find(({ groups }) => groups?.['text']?.includes(says) === true);
      assert.ok(link, `no link says ${says}: ${page.text}`);
      return request(new URL(decode(link.groups?.['to'] ?? ''), page.url));
    },
    async press(page, button, fill = {}) {
      const forms = page.text.matchAll(/<form method="post" action="(?<to>[^"]*)">(?<inside>.*?)<\/form>/gs);
      const form = forms.find(({ groups }) => new RegExp(`<button[^>]*>${button}<`).test(groups?.['inside'] ?? ''));
      assert.ok(form, `no button says ${button}: ${page.text}`);
      const inside = form.groups?.['inside'] ?? '';
      const fields = inside.matchAll(/<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)"/g);
      const sent = new URLSearchParams(
        Array.from(fields, ({ groups }) => [decode(groups?.['name'] ?? ''), decode(groups?.['value'] ?? '')]),
      );
      const pressed = new RegExp(`<button[^>]*name="(?<name>[^"]*)" value="(?<value>[^"]*)"[^>]*>${button}<`).exec(
        inside,
      )?.groups;
      if (pressed !== undefined) sent.set(pressed['name'] ?? '', pressed['value'] ?? '');
      for (const [name, value] of Object.entries(fill)) sent.set(name, value);
      return request(new URL(decode(form.groups?.['to'] ?? ''), page.url), sent);
    },
  };
}

function decode(text: string): string {
  return text.replaceAll(/&(?<entity>[a-z]+|#39);/g, (whole, entity: string) => entities[entity] ?? whole);
}
