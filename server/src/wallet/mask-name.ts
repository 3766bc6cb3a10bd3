/** A letter with all its marks is one letter. */
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Enough of a name to recognise who was meant, too little to learn who it is: "Adaeze Okafor" is "Ad••••e O." */
export function maskName(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/u);
  const shown = lettersOf(first);
  const masked = shown.length < 4 ? `${shown[0] ?? ''}•••` : `${shown.slice(0, 2).join('')}••••${shown.at(-1)}`;
  const [initial] = lettersOf(others.at(-1) ?? '');
  return initial === undefined ? masked : `${masked} ${initial}.`;
}

function lettersOf(word: string): readonly string[] {
  return Array.from(letters.segment(word), ({ segment }) => segment);
}
