/** The first that fits: most browsers claim to be several others too. */
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

/** A device in words of ours. What it calls itself is written by whoever holds it, so nothing of that reaches a letter. */
export function describeDevice(userAgent: string): string {
  const browser = nameIn(browsers, userAgent);
  const machine = nameIn(machines, userAgent);
  if (browser !== undefined && machine !== undefined) return `${browser} on ${machine}`;
  return browser ?? machine ?? 'a device that did not say what it is';
}

function nameIn(names: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return names.find(([shape]) => shape.test(text))?.[1];
}
