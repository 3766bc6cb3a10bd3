import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '#platform/problem';
import { refuseWeakPassword } from './refuse-weak-password.ts';

const ada = { email: 'adaobi.nwosu@example.ng', first_name: 'Adaobi', last_name: 'Nwosu Eze' };

function refusalOf(password: string): string | undefined {
  try {
    refuseWeakPassword(password, ada);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof Problem && thrown.code === 'password_too_weak');
    return thrown.details.detail;
  }
}

test('what is tried first is refused, and each refusal says why', () => {
  const cases: Readonly<Record<string, RegExp>> = {
    password: /tried first/,
    'Password123!': /tried first/,
    'P@ssw0rd2024': /tried first|longer/,
    iloveyou2: /tried first/,
    ilovejesus: /tried first/,
    godisgood1: /tried first|longer/,
    'Blessing@2': /tried first/,
    chelsea4ever: /tried first/,
    '12345678': /tried first/,
    '08031234567': /tried first|longer/,
    qwertyuiop: /tried first/,
    'zxcvbnm,./': /tried early/,
    aaaaaaaaaaaa: /tried early/,
    abcdefgh12: /tried early/,
    Lagos2024: /longer|Years/,
    Adaobi12: /own name/,
    'nwosu.eze': /own name/,
    'adaobi.nwosu': /own name/,
    'AdaobiNwosu24!': /own name/,
    'Akawo2026!': /own name|longer/,
    short: /at least 8 characters/,
    '': /at least 8 characters/,
  };
  for (const [password, why] of Object.entries(cases)) assert.match(refusalOf(password) ?? 'accepted', why, password);
});

test('what nobody would guess is accepted, in any script and up to 128 characters', () => {
  const good = [
    'violet kettle on the moon',
    'kT9#mQ2x',
    'seven quiet lanterns',
    'nwosu eats a violet kettle',
    'Ọ̀ṣun ń ṣàn lọ́jọ́ọjọ́',
    'кот спит на подоконнике',
    '月曜日に雨が降ると猫が',
    '🐘🍋🚲🌋🧵🎺🪁🦉',
    'x9 brown kettle '.repeat(8),
  ];
  for (const password of good) assert.equal(refusalOf(password), undefined, password);
});

test('characters are counted as people count them, not as machines store them', () => {
  assert.match(refusalOf('🐘🍋🚲🌋') ?? '', /at least 8 characters/, 'four, though they take sixteen bytes');
  assert.match(refusalOf('ﬁ') ?? '', /at least 8 characters/);
});

test('whatever is sent is judged in milliseconds of the processor', () => {
  const hostile = fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from('4@8({[<3#9&6%|1!0$5+7aeiosl')), minLength: 100, maxLength: 128 }),
    fc.string({ minLength: 100, maxLength: 128 }),
    fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.repeat(128).slice(0, 128)),
  );
  const times: number[] = [];
  fc.assert(
    fc.property(hostile, (password) => {
      const before = process.threadCpuUsage();
      refusalOf(password);
      const { user, system } = process.threadCpuUsage(before);
      times.push((user + system) / 1_000);
    }),
    { numRuns: 60 },
  );
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  console.log(`      median ${at(0.5).toFixed(1)} ms, 95 % below ${at(0.95).toFixed(1)} ms, at most ${at(0.999).toFixed(1)} ms`);
  assert.ok(at(0.95) < 50, `one in twenty takes longer than ${at(0.95)} ms`);
});
