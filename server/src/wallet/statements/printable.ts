const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const picture = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** A letter with all its marks is one letter. */
export function lettersOf(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * The text in the letters that a font has; fonts for all scripts would weigh more than the rest of the program. Pictures are left out, a
 * letter goes without marks that are not there, and in the place of another is a question mark rather than an empty box.
 */
export function printable(text: string, known: ReadonlySet<number>): string {
  const isKnown = (letter: string) => Array.from(letter).every((sign) => known.has(sign.codePointAt(0) ?? 0));
  const shownAs = (letter: string) => {
    if (isKnown(letter)) return letter;
    if (picture.test(letter)) return '';
    const [base = '', ...marks] = Array.from(letter.normalize('NFKD'));
    const plain = [base, ...marks.filter((mark) => isKnown(mark))].join('').normalize('NFC');
    return isKnown(plain) ? plain : '?';
  };
  return lettersOf(text.normalize('NFC').replaceAll(/\s+/gu, ' ')).map(shownAs).join('').replaceAll(/ {2,}/g, ' ').trim();
}
