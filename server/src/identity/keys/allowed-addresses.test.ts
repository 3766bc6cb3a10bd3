import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowFrom, readNetwork } from './allowed-addresses.ts';

test('an address is a network of one, and an IPv4 network written as IPv6 is taken for what it is', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['192.0.2.7', '192.0.2.7/32'],
    ['10.1.2.3/8', '10.1.2.3/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['2001:DB8::/32', '2001:DB8::/32'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['::ffff:c000:207', '192.0.2.7/32'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ];
  for (const [text, network] of readings) assert.equal(readNetwork(text), network, text);
});

test('what is no network is not read', () => {
  const others = [
    '',
    'x',
    'localhost',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/-1',
    '10.0.0.1/8/8',
  ];
  const more = ['2001:db8::/129', 'fe80::1%eth0', '::ffff:10.0.0.0/64', ' 10.0.0.1', '10.0.0.1\n', '0x0a000001', '2001:db8:::1'];
  for (const text of [...others, ...more]) assert.equal(readNetwork(text), undefined, JSON.stringify(text));
});

test('a key passes from its networks, in whatever form the address comes, and from nowhere else', () => {
  const isAllowed = allowFrom(['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32', '::1/128']);
  const inside = ['10.255.0.1', '::ffff:10.1.2.3', '::ffff:a01:203', '192.0.2.7', '2001:db8:ffff::9', '2001:DB8::1%eth0', '::1'];
  const outside = ['11.0.0.1', '192.0.2.8', '::ffff:11.0.0.1', '2001:db9::1', '::2', '127.0.0.1', '', 'unknown', '10.0.0.1.evil'];
  for (const address of inside) assert.equal(isAllowed(address), true, address);
  for (const address of outside) assert.equal(isAllowed(address), false, address);
});

test('without a list a key passes from everywhere', () => {
  for (const address of ['203.0.113.9', '2001:db8::1', '']) assert.equal(allowFrom(null)(address), true);
});
