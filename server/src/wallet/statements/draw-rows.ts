import { type Currency } from '@akawo/money';
import { heightOf, type Row, type Totals } from './lay-out.ts';
import { colours, type Ink, type Paper } from './paper.ts';
import { type StatementLine } from './read-statement.ts';
import { dayOf, figure, timeOf, typeNames } from './words.ts';

export const margin = 40;

const date = { x: margin, room: 58 };
const details = { x: 104, room: 184 };
/** By their right edge. */
const figures = [
  { name: 'money_out', title: 'Money out', right: 350, room: 60 },
  { name: 'fee', title: 'Charges', right: 398, room: 44 },
  { name: 'money_in', title: 'Money in', right: 468, room: 64 },
] as const;
const balance = { right: 555, room: 80 };

const small: Ink = { size: 7, colour: colours.quiet };
const plain: Ink = { size: 8.5 };
const strong: Ink = { size: 8.5, bold: true };

export function drawColumnHeads(paper: Paper, y: number, currency: Currency): void {
  const ink: Ink = { size: 7.5, colour: colours.quiet, bold: true };
  paper.write('Date', date.x, y, date.room, ink);
  paper.write('Details', details.x, y, details.room, ink);
  for (const { title, right, room } of figures) paper.writeFigure(title, right, y, room, ink);
  paper.writeFigure(`Balance (${currency})`, balance.right, y, balance.room, ink);
  paper.drawRule(y + 13, margin, balance.right);
}

export function drawRow(paper: Paper, row: Row, y: number, currency: Currency): void {
  switch (row.kind) {
    case 'line':
      drawLine(paper, row.line, y, currency);
      break;
    case 'opening':
      drawBalance(paper, 'Opening balance', row.balance, y, currency);
      break;
    case 'brought_forward':
      drawBalance(paper, 'Balance brought forward', row.balance, y, currency);
      break;
    case 'closing':
      paper.pdf.rect(margin, y, balance.right - margin, heightOf(row)).fill(colours.tint);
      drawBalance(paper, 'Totals and closing balance', row.balance, y, currency);
      drawFigures(paper, row.totals, y + 7, currency, strong);
      break;
  }
  paper.drawRule(y + heightOf(row), margin, balance.right);
}

function drawLine(paper: Paper, line: StatementLine, y: number, currency: Currency): void {
  const at = Temporal.Instant.from(line.at);
  paper.write(dayOf(at), date.x, y + 3, date.room, plain);
  paper.write(timeOf(at), date.x, y + 14, date.room, small);
  paper.write(titleOf(line), details.x, y + 3, details.room, plain);
  if (line.narration !== null) paper.write(line.narration, details.x, y + 14, details.room, small);
  paper.write(line.reference, details.x, y + (line.narration === null ? 14 : 24), details.room, small);
  drawFigures(paper, line, y + 3, currency, plain);
  paper.writeFigure(figure(line.balance, currency), balance.right, y + 3, balance.room, plain);
}

function titleOf({ type, counterparty, money_in }: StatementLine): string {
  const name = typeNames[type];
  if (counterparty === null) return name;
  return `${name} ${money_in > 0 ? 'from' : 'to'} ${counterparty}`;
}

function drawBalance(paper: Paper, title: string, amount: number, y: number, currency: Currency): void {
  paper.write(title, details.x, y + 7, details.room, strong);
  paper.writeFigure(figure(amount, currency), balance.right, y + 7, balance.room, strong);
}

/** Nothing is written where nothing moved. */
function drawFigures(paper: Paper, amounts: Totals, y: number, currency: Currency, ink: Ink): void {
  for (const { name, right, room } of figures)
    if (amounts[name] !== 0) paper.writeFigure(figure(amounts[name], currency), right, y, room, ink);
}
