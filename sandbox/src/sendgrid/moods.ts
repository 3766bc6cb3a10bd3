/** How the stage can be made to misbehave: by whom the letter is for. */
export const moods = {
  refused: 'answers 400, as for an address that SendGrid does not accept',
  throttled: 'answers 429 and asks to wait',
  broken: 'answers 500',
  silent: 'takes the letter and never answers',
} as const;

type Mood = keyof typeof moods;

/** `broken@example.com` is a letter that meets the mood `broken`. */
export function moodFor(address: string): Mood | undefined {
  const [name = ''] = address.split('@');
  return Object.hasOwn(moods, name) ? (name as Mood) : undefined;
}
