import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'fontkit';
import Pdf from 'pdfkit';
import { lettersOf, printable } from './printable.ts';

/** Those of the design system; a document has no dark mode. */
export const colours = {
  ink: '#17153b',
  quiet: '#5d5b7d',
  line: '#dddcec',
  tint: '#f3f3fb',
  brand: '#3a3785',
  sun: '#ffb627',
  good: '#0f7d44',
  bad: '#bb3319',
} as const;
type Colour = (typeof colours)[keyof typeof colours];

const fonts = {
  regular: readFileSync(join(import.meta.dirname, 'fonts/inter-regular.ttf')),
  bold: readFileSync(join(import.meta.dirname, 'fonts/inter-semibold.ttf')),
};

const known: ReadonlySet<number> = new Set(create(fonts.regular).characterSet);

/** As it will stand on paper: nothing, if no letter of it can. */
export function printed(text: string): string {
  return printable(text, known);
}

export interface Ink {
  readonly size: number;
  readonly colour?: Colour;
  readonly bold?: boolean;
}

/** A document that is sent while it is drawn. Lengths are points from the upper left corner. */
export interface Paper {
  readonly pdf: InstanceType<typeof Pdf>;
  readonly width: number;
  readonly height: number;
  addPage(): void;
  /** On one line that ends in `…` where there is not enough room. */
  write(text: string, x: number, y: number, room: number, ink: Ink): void;
  /** As many lines as it takes, for `write`. */
  inLines(text: string, room: number, ink: Ink): readonly string[];
  /** Up to the right edge, in smaller letters where there is not enough room: a figure is never cut. */
  writeFigure(text: string, right: number, y: number, room: number, ink: Ink): void;
  /** In the middle of the room. */
  writeCentred(text: string, x: number, y: number, room: number, ink: Ink): void;
  drawRule(y: number, from: number, to: number): void;
  end(): void;
}

export interface PaperOptions {
  readonly size: 'A4' | 'A5';
  readonly title: string;
  readonly madeAt: Temporal.Instant;
}

export function createPaper({ size, title, madeAt }: PaperOptions): Paper {
  const info = { Title: title, Author: 'Akawo', Producer: 'Akawo', CreationDate: new Date(madeAt.epochMilliseconds) };
  const pdf = new Pdf({ size, margin: 0, info, lang: 'en-NG', displayTitle: true, autoFirstPage: false });
  pdf.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  const [width, height] = size === 'A4' ? [595.28, 841.89] : [419.53, 595.28];

  const take = ({ size: points, colour = colours.ink, bold = false }: Ink) =>
    pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(points)
      .fillColor(colour);
  const put = (text: string, x: number, y: number) => pdf.text(text, x, y, { lineBreak: false });

  return {
    pdf,
    width,
    height,
    addPage: () => void pdf.addPage(),
    write(text, x, y, room, ink) {
      take(ink);
      put(
        fit(printed(text), room, (part) => pdf.widthOfString(part)),
        x,
        y,
      );
    },
    inLines(text, room, ink) {
      take(ink);
      return breakLines(printed(text), room, (part) => pdf.widthOfString(part));
    },
    writeFigure(text, right, y, room, ink) {
      take(ink);
      const wide = pdf.widthOfString(text);
      if (wide <= room) return void put(text, right - wide, y);
      const smaller = (ink.size * room) / wide;
      take({ ...ink, size: smaller });
      put(text, right - room, y + (ink.size - smaller) / 2);
    },
    writeCentred(text, x, y, room, ink) {
      take(ink);
      const fitting = fit(printed(text), room, (part) => pdf.widthOfString(part));
      put(fitting, x + (room - pdf.widthOfString(fitting)) / 2, y);
    },
    drawRule(y, from, to) {
      pdf.moveTo(from, y).lineTo(to, y).lineWidth(0.5).strokeColor(colours.line).stroke();
    },
    end: () => pdf.end(),
  };
}

/** The longest beginning of the text that fits with an ellipsis behind it; all of it, if that fits. */
export function fit(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  const letters = lettersOf(text);
  let fits = 0;
  let tooLong = letters.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (widthOf(`${letters.slice(0, middle).join('').trimEnd()}…`) <= room) fits = middle;
    else tooLong = middle;
  }
  return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

/** Broken between words where it can be, and within one that is longer than a line. */
export function breakLines(text: string, room: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const begin = (next: string) => {
    if (line !== '') lines.push(line);
    line = next;
  };
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= room) {
      line = longer;
      continue;
    }
    begin('');
    for (const letter of lettersOf(word))
      if (widthOf(line + letter) <= room) line += letter;
      else begin(letter);
  }
  return [...lines, line];
}
