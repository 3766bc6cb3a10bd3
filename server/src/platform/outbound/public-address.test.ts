import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from './index.ts';

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const group = fc.integer({ min: 0, max: 0xffff }).map((bits) => bits.toString(16));

/** Written down a second time, for node's own matcher: the ranges no connection of ours may reach. */
const closed = new BlockList();
for (const range of '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3'.split(
  ' ',
)) {
  const [address = '', prefix] = range.split('/');
  closed.addSubnet(address, Number(prefix), 'ipv4');
}

const never =
  `0.0.0.0 10.1.2.3 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1
  192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
  :: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1
  2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1
  fe80::1%lo fec0::1 ff02::1 2606:4700::1111%eth0`.split(/\s+/);
const always =
  `1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.167.255.255 223.255.255.255 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
  2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 2400:cb00::1`.split(/\s+/);

test('no address of this machine, its network, its cloud or a set-aside range is public', () => {
  for (const address of never) assert.equal(isPublicAddress(address), false, address);
});

test('addresses of the public internet are public, up to the edges of closed ranges', () => {
  for (const address of always) assert.equal(isPublicAddress(address), true, address);
});

test('what is no address is not public', () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(isPublicAddress(`${text}x`), false)));
  for (const text of ['', 'localhost', '1.1.1', '0x7f.0.0.1', '017700000001', '[::1]', '1.1.1.1:80', '1.1.1.1 '])
    assert.equal(isPublicAddress(text), false, text);
});

test('nothing that a second list closes is public, in any coat', () => {
  fc.assert(
    fc.property(ipv4, (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const low = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      const plain = isPublicAddress(address);
      if (closed.check(address)) assert.equal(plain, false);
      for (const coat of [
        `::ffff:${address}`,
        `::FFFF:${low}`,
        `0:0:0:0:0:ffff:${low}`,
        `64:ff9b::${address}`,
        `64:ff9b::${low}`,
      ]) {
        assert.equal(isPublicAddress(coat), plain, coat);
      }
      for (const coat of [`::${address}`, `2002:${low}::`, `2001::${low}`, `fe80::${low}`])
        assert.equal(isPublicAddress(coat), false, coat);
    }),
    { numRuns: 2000 },
  );
});

test('an IPv6 address means the same in every spelling, and only 2000::/3 can be public', () => {
  fc.assert(
    fc.property(fc.tuple(group, group, group, group, group, group, group, group), (groups) => {
      const full = groups.join(':');
      const canonical = new URL(`http://[${full}]`).hostname.slice(1, -1);
      const padded = groups.map((one) => one.padStart(4, '0').toUpperCase()).join(':');
      assert.equal(isPublicAddress(canonical), isPublicAddress(full));
      assert.equal(isPublicAddress(padded), isPublicAddress(full));
      if (isPublicAddress(full)) assert.match(padded, /^[23]/);
    }),
    { numRuns: 2000 },
  );
});

test('the test refuses no more than it must', () => {
  const firstOctets = Array.from({ length: 223 }, (_, index) => index + 1);
  assert.deepEqual(
    firstOctets.filter((first) => !isPublicAddress(`${first}.77.77.77`)),
    [10, 100, 127],
  );
  const global = fc.tuple(group, group, group).map((groups) => `2a00:${groups.join(':')}::1`);
  fc.assert(fc.property(global, (address) => assert.equal(isPublicAddress(address), true, address)));
});
