import { isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is not the public internet, after the registry of IANA, and the one public address that is a metadata service. */
const closedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map(parseNetwork);

/** Public IPv6 is `2000::/3` without these: protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112. */
const openIpv6 = parseNetwork('2000::/3');
const closedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(parseNetwork);

/** IPv6 that is IPv4 in another coat: it is judged by what is underneath. */
const coats = ['::ffff:0:0/96', '64:ff9b::/96'].map(parseNetwork);

/** Whether an address belongs to the public internet: not to this machine, its network, its cloud, or any range set aside. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return isPublicIpv4(parseIpv4(address));
  if (!isIPv6(address) || address.includes('%')) return false;
  const bits = parseIpv6(address);
  if (coats.some((coat) => contains(coat, bits))) return isPublicIpv4(bits & 0xffff_ffffn);
  return contains(openIpv6, bits) && !closedIpv6.some((network) => contains(network, bits));
}

function isPublicIpv4(bits: bigint): boolean {
  return !closedIpv4.some((network) => contains(network, bits));
}

interface Network {
  readonly prefix: bigint;
  readonly freeBits: bigint;
}

function contains({ prefix, freeBits }: Network, bits: bigint): boolean {
  return bits >> freeBits === prefix;
}

function parseNetwork(text: string): Network {
  const [address = '', length] = text.split('/');
  const [bits, width] = isIPv4(address) ? [parseIpv4(address), 32] : [parseIpv6(address), 128];
  const freeBits = BigInt(width - Number(length));
  return { prefix: bits >> freeBits, freeBits };
}

function parseIpv4(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

/** For text that `isIPv6` has accepted. */
function parseIpv6(text: string): bigint {
  const hexOnly = text.replace(/[\d.]+$/, (tail) => (tail.includes('.') ? asHex(parseIpv4(tail)) : tail));
  const [head = [], tail = []] = hexOnly.split('::').map((side) => side.split(':').filter((group) => group !== ''));
  const given = [...head, ...tail];
  const groups = [...head, ...Array.from({ length: 8 - given.length }, () => '0'), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function asHex(bits: bigint): string {
  return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}
