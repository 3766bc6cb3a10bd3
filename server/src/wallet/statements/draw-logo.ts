import { colours, type Paper } from './paper.ts';
import { wordmark } from './wordmark.ts';

const seats = [60, 120, 180, 240, 300];
const centre = 24;

/** Six cowries in a circle on a field of 48, the first one bright, and the name beside them. */
export function drawLogo(paper: Paper, x: number, y: number, size: number): void {
  drawCowries(paper, x, y, size);
  const em = size * 0.72;
  paper.pdf
    .save()
    .translate(x + size * 1.22, y + size * 0.69)
    .scale(em / 1_000)
    .path(wordmark.path)
    .fill(colours.brand)
    .restore();
}

export function drawCowries({ pdf }: Paper, x: number, y: number, size: number): void {
  pdf
    .save()
    .translate(x, y)
    .scale(size / 48);
  for (const turn of [0, ...seats]) {
    pdf
      .save()
      .rotate(turn, { origin: [centre, centre] })
      .ellipse(centre, 9.5, 5.2, 8.2)
      .fill(turn === 0 ? colours.sun : colours.brand)
      .restore();
  }
  pdf.restore();
}
