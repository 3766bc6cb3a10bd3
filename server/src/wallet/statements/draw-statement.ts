import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Currency } from '@akawo/money';
import { drawCowries, drawLogo } from './draw-logo.ts';
import { drawColumnHeads, drawRow, margin } from './draw-rows.ts';
import { addUp, heightOf, layOut, type PrintedStatement, type Room } from './lay-out.ts';
import { colours, createPaper, type Paper, printed } from './paper.ts';
import { type StatementLine } from './read-statement.ts';
import { grouped, momentOf, periodOf, withSymbol } from './words.ts';

export interface StatementHead {
  readonly holder: string;
  readonly walletNumber: string;
  readonly currency: Currency;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly madeAt: Temporal.Instant;
}

const firstRowAt = { first: 240, other: 96 };
const lastRowEnds = 788;
const pageRoom: Room = { first: lastRowEnds - firstRowAt.first, other: lastRowEnds - firstRowAt.other };

export interface Drawing {
  readonly pdf: Paper['pdf'];
  /** Settles when there is nothing left to draw, be it that somebody still reads. */
  readonly drawn: Promise<void>;
}

/** What one would hand to a bank. Each page is sent when it is drawn, and between two of them everybody else has a turn. */
export function drawStatement(head: StatementHead, statement: PrintedStatement): Drawing {
  const paper = createPaper({ size: 'A4', title: `Akawo statement, wallet ${head.walletNumber}`, madeAt: head.madeAt });
  const lines = statement.lines.map(inPrint);
  const drawn = drawPages(paper, head, { ...statement, lines }).catch((thrown: unknown) => {
    paper.pdf.destroy(thrown instanceof Error ? thrown : new Error('a statement could not be drawn', { cause: thrown }));
  });
  return { pdf: paper.pdf, drawn };
}

/** A narration of which nothing can be printed takes no room. */
function inPrint(line: StatementLine): StatementLine {
  const narration = printed(line.narration ?? '');
  return { ...line, narration: narration === '' ? null : narration };
}

async function drawPages(paper: Paper, head: StatementHead, statement: PrintedStatement): Promise<void> {
  const pages = layOut(statement, pageRoom);
  for (const [index, rows] of pages.entries()) {
    // Whoever asked for it may have left.
    if (paper.pdf.destroyed) return;
    paper.addPage();
    if (index === 0) drawFirstHead(paper, head, statement);
    else drawOtherHead(paper, head);
    let y = index === 0 ? firstRowAt.first : firstRowAt.other;
    drawColumnHeads(paper, y - 16, head.currency);
    for (const row of rows) {
      drawRow(paper, row, y, head.currency);
      y += heightOf(row);
    }
    drawFoot(paper, head, `Page ${index + 1} of ${pages.length}`);
    await nextTurn();
  }
  paper.end();
}

function drawFirstHead(paper: Paper, head: StatementHead, statement: PrintedStatement): void {
  const right = paper.width - margin;
  drawLogo(paper, margin, 38, 34);
  paper.writeFigure('Account statement', right, 38, 250, { size: 17, bold: true });
  paper.writeFigure(periodOf(head.from, head.to), right, 60, 320, { size: 9, colour: colours.quiet });
  drawFacts(paper, 100, [
    { name: 'Account holder', value: head.holder, room: 208 },
    { name: 'Wallet number', value: grouped(head.walletNumber), room: 118 },
    { name: 'Currency', value: head.currency, room: 62 },
    { name: 'Generated', value: momentOf(head.madeAt), room: 127 },
  ]);
  drawSummary(paper, 144, head.currency, statement);
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly room: number;
}

function drawFacts(paper: Paper, y: number, facts: readonly Fact[]): void {
  let x = margin;
  for (const { name, value, room } of facts) {
    paper.write(name, x, y, room - 10, { size: 7.5, colour: colours.quiet });
    paper.write(value, x, y + 11, room - 10, { size: 9.5, bold: true });
    x += room;
  }
}

function drawSummary(paper: Paper, y: number, currency: Currency, { opening, closing, lines }: PrintedStatement): void {
  const { money_in, money_out, fee } = addUp(lines);
  const width = paper.width - 2 * margin;
  paper.pdf.roundedRect(margin, y, width, 52, 8).fill(colours.tint);
  const cells = [
    { name: 'Opening balance', amount: opening },
    { name: 'Money in', amount: money_in },
    { name: 'Money out', amount: money_out },
    { name: 'Charges', amount: fee },
    { name: 'Closing balance', amount: closing },
  ];
  const wide = width / cells.length;
  for (const [place, { name, amount }] of cells.entries()) {
    const right = margin + (place + 1) * wide - 10;
    paper.writeFigure(name, right, y + 11, wide - 14, { size: 7.5, colour: colours.quiet });
    paper.writeFigure(withSymbol(amount, currency), right, y + 24, wide - 14, { size: 11, bold: true });
  }
}

function drawOtherHead(paper: Paper, head: StatementHead): void {
  const right = paper.width - margin;
  drawCowries(paper, margin, 34, 22);
  paper.write(head.holder, margin + 30, 39, 220, { size: 9.5, bold: true });
  paper.writeFigure(`Wallet ${grouped(head.walletNumber)}`, right, 34, 240, { size: 8.5 });
  paper.writeFigure(periodOf(head.from, head.to), right, 47, 300, { size: 8, colour: colours.quiet });
}

function drawFoot(paper: Paper, { madeAt, currency }: StatementHead, page: string): void {
  const right = paper.width - margin;
  const ink = { size: 7, colour: colours.quiet };
  paper.drawRule(800, margin, right);
  const said = `All amounts in ${currency}. Times are those of Lagos. Made from the ledger of Akawo on ${momentOf(madeAt)}.`;
  paper.write(said, margin, 807, 440, ink);
  paper.writeFigure(page, right, 807, 70, ink);
}
