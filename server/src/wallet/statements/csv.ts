/** Separates rows as RFC 4180 has it. */
const endOfRow = '\r\n';

/** Spreadsheets run what begins like this, in any width of the sign. */
const formula = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;
const needsQuotes = /[",\r\n\t]|^\s|\s$/;

/** A text as it came from people: quoted where it must be, and with an apostrophe in front where a spreadsheet would run it. */
export function csvText(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return harmless !== text || needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Cells that are fit to stand in a row already. */
export function csvRow(cells: readonly string[]): string {
  return cells.join(',') + endOfRow;
}

/** Tells spreadsheets that the letters are UTF-8; without it they show ẹ and ₦ as something else. */
export const byteOrderMark = '\uFEFF';
