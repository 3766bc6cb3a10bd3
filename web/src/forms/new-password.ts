const shortestPassword = 8;

/** What the server asks of a password, said before it is asked. */
export const passwordAdvice = `At least ${shortestPassword} characters. Three words that have nothing to do with each other are easy to remember and hard to guess.`;

export function refuseNewPassword(password: string): string | null {
  if (password === '') return 'Choose a password.';
  return Array.from(password).length < shortestPassword ? `Make it at least ${shortestPassword} characters long.` : null;
}
