import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Html, html } from './html.ts';

const style = new Html(readFileSync(join(import.meta.dirname, 'page.css'), 'utf8'));

/** No script ever, and nothing from elsewhere: also what a mail brings along is held to this. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

export function sendPage(reply: FastifyReply, title: string, body: Html): FastifyReply {
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
  return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page.text);
}
