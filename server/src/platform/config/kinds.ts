import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { Secret } from '#platform/secret';

/** How the text of a variable becomes a value, and how that value is shown to a person. */
export interface Kind<T> {
  /** Completes the sentence "should be …". */
  readonly expected: string;
  /** The value, or `undefined` when the text is not what was expected. */
  parse(text: string, root: string): T | undefined;
  show(value: T): string;
}

const plain = (value: string | number | boolean) => String(value);

export function choice<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return { expected: `one of ${words.join(', ')}`, parse: (text) => words.find((word) => word === text), show: plain };
}

export function integer(from: number, to: number): Kind<number> {
  const parse = (text: string) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return number >= from && number <= to ? number : undefined;
  };
  return { expected: `a whole number from ${from} to ${to}`, parse, show: plain };
}

const truths: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

export const boolean: Kind<boolean> = {
  expected: 'true or false',
  parse: (text) => truths[text.toLowerCase()],
  show: plain,
};

/** A folder; a relative one starts at the root of the repository, wherever the program was started from. */
export const folder: Kind<string> = { expected: 'the path of a folder', parse: (text, root) => resolve(root, text), show: plain };

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

export const host: Kind<string> = {
  expected: 'an address or a host name without a port',
  parse: (text) => (isIP(text) > 0 || (hostName.test(text) && !/^[\d.]+$/.test(text)) ? text : undefined),
  show: plain,
};

/** An http(s) address without credentials, query or trailing slash, so that paths can be joined to it. */
export const webAddress: Kind<string> = {
  expected: 'an address that starts with https:// or http://, without user, query or fragment',
  parse(text) {
    const url = parseUrl(text, ['http:', 'https:']);
    if (url === undefined || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
    return url.href.replace(/\/+$/, '');
  },
  show: plain,
};

/** What a browser sends as `Origin`: scheme, host and port, nothing else. */
const origin: Kind<string> = {
  expected: 'an origin',
  parse(text) {
    const url = parseUrl(text, ['http:', 'https:']);
    return url !== undefined && (url.origin === text || `${url.origin}/` === text) ? url.origin : undefined;
  },
  show: plain,
};

const network: Kind<string> = {
  expected: 'a network',
  parse(text) {
    const [address = '', prefix, ...rest] = text.split('/');
    const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
    if (bits === 0 || rest.length > 0) return undefined;
    if (prefix === undefined) return text;
    return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits ? text : undefined;
  },
  show: plain,
};

/** A word that somebody else gave us: a bucket, a region, a client id. */
export const name: Kind<string> = {
  expected: 'a name of letters, digits, dots, dashes and underscores',
  parse: (text) => (/^[\w.:-]{1,255}$/.test(text) ? text : undefined),
  show: plain,
};

/** `Name <address>` or the address alone, as it stands before a letter. */
export const sender: Kind<string> = {
  expected: 'an e-mail address, with a name before it if one likes',
  parse: (text) => (/^(?:[^<>\r\n"]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) ? text : undefined),
  show: plain,
};

export const names = list(name, 'names separated by commas');
export const origins = list(origin, 'origins separated by commas, each only scheme, host and port');
export const networks = list(network, 'addresses or networks (with a prefix of at least 1) separated by commas');

function list<T>(item: Kind<T>, expected: string): Kind<readonly T[]> {
  const parse = (text: string, root: string) => {
    const parts = text.split(',').map((part) => part.trim());
    const items = parts.filter((part) => part !== '').map((part) => item.parse(part, root));
    return items.every((one) => one !== undefined) ? items : undefined;
  };
  return { expected, parse, show: (items) => items.map((one) => item.show(one)).join(', ') };
}

export const secretText: Kind<Secret> = {
  expected: 'a text',
  parse: (text) => new Secret(text),
  show: () => '[secret]',
};

/** An address that may carry a password: held as a `Secret`, shown as scheme, host and path. */
export function secretAddress(...schemes: readonly string[]): Kind<Secret> {
  return {
    expected: `an address that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    parse: (text) => (parseUrl(text, schemes) === undefined ? undefined : new Secret(text)),
    show(value) {
      const url = new URL(value.reveal());
      return `${url.protocol}//${url.username === '' ? '' : '[secret]@'}${url.host}${url.pathname}`;
    },
  };
}

function parseUrl(text: string, schemes: readonly string[]): URL | undefined {
  const url = URL.parse(text);
  return url !== null && schemes.includes(url.protocol) && url.hostname !== '' ? url : undefined;
}
