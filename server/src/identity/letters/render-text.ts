import { type Content, type Part } from './content.ts';
import { neverAsks, sentBecause } from './footer.ts';

const width = 72;

/** For a mail program without HTML, and for a person without patience for it. */
export function renderText({ title, greeting, parts }: Content, to: string): string {
  const paragraphs = [title, greeting, ...parts.map(textOf), '--', `${neverAsks.title} ${neverAsks.text}`, sentBecause(to)];
  return `${paragraphs.map(wrap).join('\n\n')}\n`;
}

function textOf(part: Part): string {
  switch (part.kind) {
    case 'words':
      return part.text;
    case 'button':
      return `${part.label}:\n${part.url}`;
    case 'facts':
      return part.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
    case 'caution': {
      const link = part.link === undefined ? '' : `\n${part.link.label}:\n${part.link.url}`;
      return `${part.title} ${part.text}${link}`;
    }
  }
}

/** Old mail programs show long lines as they are. An address to open is never broken. */
function wrap(paragraph: string): string {
  return paragraph.split('\n').map(wrapLine).join('\n');
}

function wrapLine(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
