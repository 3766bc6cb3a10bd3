import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { passwordTooWeak } from '../problems.ts';

export interface PersonalWords {
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
}

/** More than this is refused by the schema of every route, never cut off. */
export const longestPassword = 128;
const shortestPassword = 8;
/** Eight characters without any pattern need as many guesses. */
const fewestGuesses = 1e8;
/** What has to be left of it without the person's own words, which count from three letters on. */
const fewestOtherCharacters = 6;
const shortestOwnWord = 3;
/** Judged by its beginning: no end makes a good beginning easy to guess, and hostile text costs milliseconds and not tenths of a second. */
const judgedLength = 24;

const judge = new ZxcvbnFactory({
  dictionary,
  graphs: { qwerty: adjacencyGraphs.qwerty, keypad: adjacencyGraphs.keypad },
  maxLength: judgedLength,
  l33tMaxSubstitutions: 4,
});

const tooCommon = 'It is one of those that are tried first, or nearly.';
const tooRegular = 'Rows of keys, repetitions and sequences are tried early.';
const tooPersonal = 'It is made of your own name or e-mail address.';
const tooSimple = 'Make it longer: three words that have nothing to do with each other are easy to remember and hard to guess.';

const sentences: Readonly<Record<string, string>> = {
  topTen: tooCommon,
  topHundred: tooCommon,
  common: tooCommon,
  similarToCommon: tooCommon,
  straightRow: tooRegular,
  keyPattern: tooRegular,
  simpleRepeat: tooRegular,
  extendedRepeat: tooRegular,
  sequences: tooRegular,
  recentYears: 'Years and dates are tried early.',
  dates: 'Years and dates are tried early.',
  userInputs: tooPersonal,
};

/** Refuses what guessing would find, without asking anybody else: passwords known from breaches, patterns, and the person's own words. */
export function refuseWeakPassword(password: string, person: PersonalWords): void {
  const text = password.normalize('NFKC');
  if (lengthOf(text) < shortestPassword) throw passwordTooWeak({ detail: `It needs at least ${shortestPassword} characters.` });
  const own = wordsOf(person);
  const { guesses, feedback } = judge.check(text, own);
  if (guesses < fewestGuesses) throw passwordTooWeak({ detail: sentences[feedback.warning ?? ''] ?? tooSimple });
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), text.toLowerCase());
  if (lengthOf(rest) < fewestOtherCharacters) throw passwordTooWeak({ detail: tooPersonal });
}

function wordsOf({ email, first_name, last_name }: PersonalWords): string[] {
  const words = [email, ...email.split('@'), ...email.split(/[@.+_-]/), ...`${first_name} ${last_name}`.split(' '), 'akawo'];
  return words.map((word) => word.normalize('NFKC').toLowerCase()).filter((word) => word.length >= shortestOwnWord);
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
