import { type Side } from '../activity/own-side.ts';
import { presentTransaction, type TransactionRow } from '../transaction.ts';
import { drawLogo } from './draw-logo.ts';
import { colours, createPaper, type Ink, type Paper, printed } from './paper.ts';
import { receiptFacts } from './receipt-facts.ts';
import { momentOf, statusNames, typeNames, withSymbol } from './words.ts';

const margin = 40;
const labels = 110;
const rowHeight = 21;
const plain: Ink = { size: 9.5 };

/** One page to show to somebody else: what was paid, by whom, to whom and when, and nothing of what anybody has left. */
export function drawReceipt(row: TransactionRow, side: Side, madeAt: Temporal.Instant): Paper['pdf'] {
  const { currency } = row;
  const { reference, amount, status, type } = presentTransaction(row, side);
  const paper = createPaper({ size: 'A5', title: `Akawo receipt ${reference}`, madeAt });
  const right = paper.width - margin;
  const room = right - margin;
  paper.addPage();
  drawLogo(paper, margin, 36, 30);
  paper.writeFigure(`${typeNames[type]} receipt`, right, 43, 180, { size: 12, bold: true });

  paper.pdf.roundedRect(margin, 88, room, 96, 10).fill(colours.tint);
  paper.writeCentred(withSymbol(amount, currency), margin + 12, 108, room - 24, { size: 28, bold: true });
  paper.writeCentred(statusNames[status], margin + 12, 152, room - 24, { size: 10, bold: true, colour: colourOf(status) });

  let y = 206;
  for (const [name, value] of receiptFacts(row, side).filter((fact) => printed(fact[1]) !== '')) {
    paper.write(name, margin, y, labels - 8, { size: 9, colour: colours.quiet });
    for (const part of paper.inLines(value, room - labels, plain)) {
      paper.write(part, margin + labels, y, room - labels, plain);
      y += 13;
    }
    y += rowHeight - 13;
    paper.drawRule(y - 5, margin, right);
  }

  const ink = { size: 7.5, colour: colours.quiet };
  paper.write(`Made by Akawo on ${momentOf(madeAt)}.`, margin, paper.height - 52, room, ink);
  paper.write('Support finds this payment by its reference.', margin, paper.height - 40, room, ink);
  paper.end();
  return paper.pdf;
}

function colourOf(status: TransactionRow['status']) {
  if (status === 'success') return colours.good;
  return status === 'failed' || status === 'reversed' ? colours.bad : colours.quiet;
}
