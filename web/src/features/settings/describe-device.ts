/** The first that fits: most browsers claim to be several others, too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Opera Mini/, 'Opera Mini'],
  [/OPR\/|Opera/, 'Opera'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/UCBrowser\//, 'UC Browser'],
  [/PHX\/|Phoenix\//, 'Phoenix'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
];

const machines: readonly (readonly [RegExp, string])[] = [
  [/KAIOS/i, 'a KaiOS phone'],
  [/iPhone/, 'an iPhone'],
  [/iPad/, 'an iPad'],
  [/Android/, 'an Android phone'],
  [/Windows/, 'a Windows computer'],
  [/Mac OS X|Macintosh/, 'a Mac'],
  [/CrOS/, 'a Chromebook'],
  [/Linux|X11/, 'a Linux computer'],
];

/** In the words that our letters use. */
export function describeDevice(userAgent: string): string {
  const browser = nameIn(browsers, userAgent);
  const machine = nameIn(machines, userAgent);
  if (browser !== undefined && machine !== undefined) return `${browser} on ${machine}`;
  const known = browser ?? machine;
  return known === undefined ? 'A device that did not say what it is' : `${known.charAt(0).toUpperCase()}${known.slice(1)}`;
}

export function isPhone(userAgent: string): boolean {
  return /Mobi|Android|iPhone|KAIOS/i.test(userAgent);
}

function nameIn(names: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return names.find(([shape]) => shape.test(text))?.[1];
}
