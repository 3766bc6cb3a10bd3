import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Html, html } from './html.ts';

const style = new Html(readFileSync(join(import.meta.dirname, 'page.css'), 'utf8'));

/** No script ever, and nothing from elsewhere: also what a mail brings along is held to this. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** Forms lead to the places that are named, and nowhere without one. */
export function sendPage(reply: FastifyReply, title: string, body: Html, formsTo: readonly string[] = ["'none'"]): FastifyReply {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Akawo sandbox</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return reply
    .header('content-security-policy', `${policy}; form-action ${formsTo.join(' ')}`)
    .type('text/html; charset=utf-8')
    .send(page.text);
}
