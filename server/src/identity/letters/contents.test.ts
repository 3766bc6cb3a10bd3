import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { permissions } from '../principal.ts';
import { type Content } from './content.ts';
import { apiKeyCreated, newDevice, pagesOf, passwordChanged, resetPassword, verifyEmail } from './contents.ts';
import { describeDevice } from './describe-device.ts';
import { greet } from './greeting.ts';
import { lagosDeadline, lagosMoment } from './lagos-time.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';

const to = 'ada@example.ng';
const pages = pagesOf('https://wallet.example');

function allLetters(firstName: string): readonly Content[] {
  const greeting = greet(firstName);
  const coded = { greeting, url: pages.verifyEmail('c0de-_'), goodUntil: '2026-08-02T13:05:00Z' };
  const occasion = { at: '2026-08-01T13:05:00Z', device: 'Safari on an iPhone', address: '2001:db8::1' };
  const noticed = { greeting, occasion, forgotPassword: pages.forgotPassword };
  return [
    verifyEmail(coded),
    resetPassword(coded),
    newDevice(noticed),
    passwordChanged(noticed),
    apiKeyCreated({ ...noticed, permissions }),
  ];
}

/** What a reader reads of it, and where it leads him. */
function wordsOf(letter: string): Set<string> {
  const seen = letter.slice(Math.max(0, letter.indexOf('<h1')));
  const plain = seen
    .replaceAll(/<a\s[^>]*href="([^"]*)"/g, ' $1 <a')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'");
  return new Set(plain.split(/[\s:]+(?!\/\/)/).filter((word) => /[\p{L}\d]/u.test(word)));
}

test('text and HTML say the same', () => {
  for (const content of allLetters('Ada')) {
    const [text, html] = [wordsOf(renderText(content, to)), wordsOf(renderHtml(content, to))];
    assert.ok(text.size >= 60, `only ${text.size} words`);
    assert.deepEqual([...text.difference(html)], [], `missing in the HTML of "${content.subject}"`);
    const onlyThere = 'The button does nothing? Open this address'.split(' ');
    assert.deepEqual(
      [...html.difference(text).difference(new Set(onlyThere))],
      [],
      `missing in the text of "${content.subject}"`,
    );
  }
});

test('whatever a letter is made of, it is text to the mail program that shows it', () => {
  const bad = `"><script>alert('1')</script>&amp;`;
  const link = { label: bad, url: `https://wallet.example/${bad}` };
  const html = renderHtml(
    {
      subject: bad,
      preview: bad,
      title: bad,
      greeting: bad,
      parts: [
        { kind: 'words', text: bad },
        { kind: 'button', ...link },
        { kind: 'facts', facts: [[bad, bad]] },
        { kind: 'caution', title: bad, text: bad, link },
      ],
    },
    bad,
  );
  assert.doesNotMatch(html, /<script|alert\('/);
  assert.equal(html.split('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;').length - 1, 16);
});

test('a letter fetches nothing, runs nothing, is light, and leads nowhere but to the web app', () => {
  for (const content of allLetters('Ada')) {
    const html = renderHtml(content, to);
    assert.ok(Buffer.byteLength(html) < 16_000);
    assert.doesNotMatch(html, /<(?:script|img|link|iframe|form|object|svg)|\bsrc=|url\(|@import|\bon[a-z]+=/i);
    for (const [address] of html.matchAll(/https?:\/\/[^"<\s]+/g))
      assert.ok(address.startsWith('https://wallet.example/'), address);
  }
});

test('lines of text are short enough for an old mail program, but for addresses, which are never broken', () => {
  for (const content of allLetters('Ada')) {
    const lines = renderText(content, to).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 72 && !line.startsWith('https://')),
      [],
    );
  }
});

test('people are called by their names', () => {
  for (const name of ['Ada', 'Ẹniọlá', "N'Golo", 'Mary-Jane', 'Chukwuemeka Ifeanyi', 'Dr. Ngozi', 'J. P.', 'محمد', 'O’Neil'])
    assert.equal(greet(name), `Hello ${name},`);
});

test('what does not look like a name travels in no letter', () => {
  const bait = [
    'You won 5000',
    'www.evil.example',
    'evil.example',
    'https://evil.example',
    'call +2348012345678',
    '<b>Ada</b>',
    'Ada\r\nBcc: eve@example.ng',
    'Please send your money now',
    '"><script>alert(1)</script>',
    '\u202eadA',
    'a'.repeat(5_000),
    '',
    ' ',
  ];
  for (const name of bait) {
    assert.equal(greet(name), 'Hello,', name);
    for (const content of allLetters(name)) {
      for (const letter of [renderText(content, to), renderHtml(content, to)])
        assert.ok(name.trim() === '' || !letter.includes(name));
    }
  }
  const piece = fc.oneof(fc.string(), fc.constantFrom('\u202e', '\0', 'ẹ́', '<', '.', '/', '@', ':', '\n', '0', 'Ada', ' '));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      assert.match(greet(pieces.join('')), /^Hello(?: [\p{L}\p{M}'’ʼ.\- ]{1,40})?,$/u);
      assert.doesNotMatch(greet(pieces.join('')), /\.[^ ,]/);
    }),
  );
});

test('a device is described in words of ours', () => {
  const windowsEdge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0';
  const described = {
    [windowsEdge]: 'Edge on a Windows computer',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1':
      'Safari on an iPhone',
    'Opera/9.80 (Android; Opera Mini/60.0/191.256; U; en) Presto/2.12': 'Opera Mini on an Android phone',
    'Mozilla/5.0 (Linux; Android 12; TECNO) Chrome/100.0 Mobile Safari/537.36 PHX/12.9': 'Phoenix on an Android phone',
    'Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5': 'Firefox on a KaiOS phone',
    'curl/8.0': 'a device that did not say what it is',
    '': 'a device that did not say what it is',
  };
  for (const [userAgent, words] of Object.entries(described)) assert.equal(describeDevice(userAgent), words);
  fc.assert(fc.property(fc.string(), (userAgent) => assert.match(describeDevice(userAgent), /^[A-Za-z ]{1,60}$/)));
});

test('times are those of Lagos', () => {
  assert.equal(lagosMoment('2026-12-31T23:05:00.123456Z'), 'Friday 1 January 2027, 00:05 (Lagos time)');
  assert.equal(lagosDeadline('2026-08-02T13:05:00Z'), '14:05 on Sunday 2 August (Lagos time)');
});
