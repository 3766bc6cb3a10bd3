import { BlockList, isIP, isIPv4 } from 'node:net';
import { addressOf } from '#platform/http';

const form = /^(?<address>[0-9a-fA-F:.]{2,45})(?:\/(?<bits>\d{1,3}))?$/;
const ipv4InIpv6 = 96;

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`, all with their length; an IPv4 network that is written as IPv6 is taken for what it is. */
export function readNetwork(text: string): string | undefined {
  const { address = '', bits: given } = form.exec(text)?.groups ?? {};
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const bits = given === undefined ? longest : Number(given);
  if (version === 0 || bits > longest) return undefined;
  const inner = version === 6 ? addressOf(address) : '';
  if (!isIPv4(inner)) return `${address}/${bits}`;
  return bits < ipv4InIpv6 ? undefined : `${inner}/${bits - ipv4InIpv6}`;
}

/** Whether an address lies in one of the networks; without networks, every address does. */
export function allowFrom(networks: readonly string[] | null): (address: string) => boolean {
  if (networks === null) return () => true;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), isIPv4(base) ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    const plain = address.replace(/%.*$/, '');
    return list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  };
}
