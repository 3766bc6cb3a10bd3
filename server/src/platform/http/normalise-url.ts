const tidy = /^(?:\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)+$|^\/$/;
const absolute = /^https?:\/\/[^/?#]*/i;

/**
 * The one spelling of an address, before anything is routed, rewritten or counted by it: no scheme, no doubled or
 * trailing slash, no dot segments, nothing encoded that need not be. Undefined where two programs could read it differently.
 */
export function normaliseUrl(url: string): string | undefined {
  const relative = url.startsWith('/') ? url : url.replace(absolute, '');
  const end = relative.search(/[?#]/);
  const path = end === -1 ? relative : relative.slice(0, end);
  const query = end === -1 || relative[end] === '#' ? '' : (relative.slice(end).split('#', 1)[0] ?? '');
  if (/%00/.test(query)) return undefined;
  if (tidy.test(path)) return path + query;
  const normal = normalisePath(path);
  return normal === undefined ? undefined : normal + query;
}

function normalisePath(path: string): string | undefined {
  if (path !== '' && !path.startsWith('/')) return undefined;
  if (/[\\\p{Cc}]|%(?:00|2f|5c)/iu.test(path)) return undefined;
  const segments: string[] = [];
  for (const encoded of path.split('/')) {
    const segment = decode(encoded);
    if (segment === undefined) return undefined;
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.')
      segments.push(encodeURIComponent(segment).replace(/%(?:3A|40|2B|2C|3B|3D|24|26)/g, decodeURIComponent));
  }
  return `/${segments.join('/')}`;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
