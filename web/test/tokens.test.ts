import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

const css = await readFile(join(import.meta.dirname, '..', 'src', 'design', 'tokens.css'), 'utf8');

type Tokens = ReadonlyMap<string, string>;

function tokensIn(block: string): Tokens {
  return new Map([...block.matchAll(/--akawo-([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]));
}

const darkAt = css.indexOf("[data-mantine-color-scheme='dark']");
const day = tokensIn(css.slice(0, darkAt));
const schemes: Record<string, Tokens> = { light: day, dark: new Map([...day, ...tokensIn(css.slice(darkAt))]) };

function colour(tokens: Tokens, name: string): string {
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`tokens.css has no --akawo-${name}`);
  const reference = /^var\(--akawo-([\w-]+)\)$/.exec(value)?.[1];
  return reference === undefined ? value : colour(tokens, reference);
}

function luminance(hex: string): number {
  assert.match(hex, /^#[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

const readable = 4.5;
const excellent = 7;
const visible = 3;
const pairs: readonly [text: string, ground: string, atLeast: number][] = [
  ['text', 'canvas', excellent],
  ['text', 'surface', excellent],
  ['in', 'canvas', excellent],
  ['in', 'surface', excellent],
  ['text', 'bad-ground', excellent],
  ['text', 'warn-ground', excellent],
  ['on-hero', 'hero', excellent],
  ['on-night', 'night', excellent],
  ['quiet', 'canvas', excellent],
  ['quiet', 'surface', readable],
  ['quiet', 'bad-ground', readable],
  ['link', 'canvas', readable],
  ['link', 'warn-ground', readable],
  ['on-action', 'action', excellent],
  ['on-action', 'action-hover', excellent],
  ['on-hero-action', 'hero-action', excellent],
  ['on-night-quiet', 'night', excellent],
  ['good', 'good-ground', readable],
  ['warn', 'warn-ground', readable],
  ['bad', 'bad-ground', readable],
  ['bad', 'canvas', readable],
  ['edge', 'canvas', visible],
  ['focus', 'canvas', visible],
];

for (const [scheme, tokens] of Object.entries(schemes)) {
  test(`every text stands out from its ground, amounts most of all (${scheme})`, () => {
    for (const [text, ground, atLeast] of pairs) {
      const ratio = contrast(colour(tokens, text), colour(tokens, ground));
      assert.ok(ratio >= atLeast, `${text} on ${ground} is ${ratio.toFixed(2)}, less than ${atLeast}`);
    }
  });
}
