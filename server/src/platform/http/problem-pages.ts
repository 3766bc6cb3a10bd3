import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import { escapeHtml } from './escape-html.ts';
import type { Http, HttpOptions } from './options.ts';
import { problemTypeBase } from './problem-answer.ts';
import { notFound } from './problems.ts';

/** What the `type` of a refusal leads to: the section of its code, for whoever follows the link. */
export function addProblemPages(app: Http, { name, problemsFile }: Pick<HttpOptions, 'name' | 'problemsFile'>): void {
  if (problemsFile === undefined) return;
  const sections = readSections(readFileSync(problemsFile, 'utf8'));
  app.get(
    `${problemTypeBase}:code`,
    {
      config: { access: anyone, unmetered: true, group: 'docs' },
      schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: 60 }) }) },
    },
    ({ params }, reply) => {
      const text = sections.get(params.code);
      if (text === undefined) throw notFound();
      return reply
        .headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
        .send(page(name, params.code, text));
    },
  );
}

/** The page is written as `## code` and prose; nothing else of Markdown but `code` occurs in it. */
function readSections(text: string): ReadonlyMap<string, string> {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [code = '', ...prose] = section.split('\n');
      return [code.trim(), prose.join('\n').trim()];
    }),
  );
}

function page(name: string, code: string, text: string): string {
  const prose = escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(code)} · ${escapeHtml(name)}</title>
<style>
:root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font: 700 1.6rem/1.3 ui-monospace, monospace; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: 0.95em; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(code)}</h1>
<p>${prose.replaceAll(/\n{2,}/g, '</p>\n<p>')}</p>
<p><a href="/docs">The API, described</a></p>
</main>
</body>
</html>
`;
}
