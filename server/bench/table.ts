import { quantile } from './loops.ts';

/** One line of the table. Several values are those of several rounds: their median counts, and how far they lie apart is shown. */
export interface Line {
  readonly measure: string;
  /** What was measured, in words with its unit. */
  readonly measured: string;
  /** In units of the baseline, or of what the goal is stated in. */
  readonly values: readonly number[];
  readonly unit: string;
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

const headings = ['measure', 'measured', 'median', 'rounds', 'goal', ''];

/** Also readable as Markdown. */
export function renderTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.measure,
    line.measured,
    withUnit(median(line.values), line.unit),
    line.values.length > 1 ? `${short(Math.min(...line.values))} … ${short(Math.max(...line.values))}` : '',
    goalOf(line),
    verdictOf(line),
  ]);
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [render(headings), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(render)].join('\n');
}

/** Whether the median reaches its goal; what has none can not miss it. */
export function isReached({ values, goal }: Line): boolean {
  if (goal === undefined) return true;
  return 'atLeast' in goal ? median(values) >= goal.atLeast : median(values) <= goal.atMost;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function short(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

function goalOf({ goal, unit }: Line): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `≥ ${withUnit(goal.atLeast, unit)}` : `≤ ${withUnit(goal.atMost, unit)}`;
}

function verdictOf(line: Line): string {
  if (line.goal === undefined) return '';
  return isReached(line) ? 'reached' : 'MISSED';
}

function withUnit(value: number, unit: string): string {
  return `${short(value)}${unit === '×' ? ' ×' : ` ${unit}`}`;
}
