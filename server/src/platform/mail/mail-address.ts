const longest = 254;

/**
 * Letters go to one plain address and nowhere else. Nothing here can end a header, begin another address or close a bracket, whatever the
 * address came from; quoted names, comments and addresses in figures are not written to.
 */
const plain = /^[^\s@<>()[\],;:\\"\p{C}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})(?:\.[\p{L}\p{N}][\p{L}\p{N}-]{0,62})*$/u;

export function isMailAddress(text: string): boolean {
  return text.length <= longest && plain.test(text);
}
