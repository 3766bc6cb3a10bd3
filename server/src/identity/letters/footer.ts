export const neverAsks = {
  title: 'Akawo never asks for your password, your PIN or a code:',
  text: 'not by e-mail, not on the phone, not on WhatsApp. Whoever asks is a thief.',
};

export function sentBecause(to: string): string {
  return `This letter went to ${to} because of an Akawo account. Answers to it are not read.`;
}
