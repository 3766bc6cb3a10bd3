const longest = 40;
const mostWords = 3;

/** Letters, with what stands between the parts of a name; a dot only where an abbreviation or an initial ends. */
const name = /^(?:[\p{L}\p{M}'’ʼ-]|\.(?= |$))+(?: (?:[\p{L}\p{M}'’ʼ-]|\.(?= |$))+)*$/u;

/**
 * Anybody can sign up with the address of another and a "name" that is an advertisement or an address to press on. Whatever does not look
 * like a name is left out, so that no stranger's words travel in our letters.
 */
export function greet(firstName: string): string {
  const given = firstName.normalize('NFC').trim();
  const isName = given.length <= longest && name.test(given) && given.split(' ').length <= mostWords;
  return isName ? `Hello ${given},` : 'Hello,';
}
