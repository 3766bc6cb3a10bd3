const hidden = '[secret]';

/**
 * Shapes that are secret wherever they stand. The pieces that stay in front are captured, so that a log line shows what was hidden.
 * They work on running text and on a finished line of JSON alike: none matches a quote, a backslash or a bare number. Each begins with
 * something that is rare, because it is looked for at every place of every line.
 */
const shapes: readonly RegExp[] = [
  /(:\/\/)[^\s"\\/@]{1,500}(?=@)/g,
  /\b((?:bearer|basic) )[a-z0-9._~+/=-]{8,}/gi,
  /()\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  /\b([a-z]{2,8}_(?:live|test)_)[\w-]{6,}/gi,
  /([?&](?:[\w-]*(?:token|secret|password|signature|key|code|ticket))=)[^\s"\\&#]+/gi,
];

/** A card number that stands in a text; a number of JSON never follows a quote or a space in what pino writes. */
const cardNumber = /(?<=["\s=:(])(?<!":)[2-6](?:[ -]?\d){14,18}(?!\d)/g;

export function scrubText(text: string): string {
  const scrubbed = shapes.reduce((rest, shape) => rest.replace(shape, `$1${hidden}`), text);
  return scrubbed.replace(cardNumber, (digits) => (passesLuhn(digits) ? hidden : digits));
}

function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').split('').map(Number).toReversed();
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
