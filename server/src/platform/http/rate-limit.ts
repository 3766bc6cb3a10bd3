import { BlockList, isIPv6 } from 'node:net';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Claim, Limiter, Verdict } from '#platform/limits';
import type { Problem } from '../problem.ts';
import type { Http, HttpLimits } from './options.ts';
import { rateLimited } from './problems.ts';

/** Before anybody is asked who he is: what all share and what one address may do. */
export function addAddressLimits(app: Http, { limiter, everyone, perAddress }: HttpLimits): void {
  app.addHook('onRequest', (request, reply, done) => {
    const config = request.stated;
    const address = addressOf(request.ip);
    const claims: Claim[] = [];
    if (config.unmetered !== true && config.essential !== true) {
      if (everyone) claims.push({ rule: everyone, subject: 'everyone' });
      if (perAddress) claims.push({ rule: perAddress, subject: address });
    }
    for (const { rule, by } of config.limits ?? []) if (by === 'address') claims.push({ rule, subject: address });
    take(limiter, claims, reply, done);
  });
}

/** Once the caller is known: what he may do in all, and on this route. */
export function addCallerLimits(app: Http, { limiter, perCaller }: HttpLimits): void {
  app.addHook('onRequest', (request, reply, done) => {
    take(limiter, callerClaims(request, perCaller), reply, done);
  });
}

function callerClaims(request: FastifyRequest, perCaller: HttpLimits['perCaller']): Claim[] {
  const config = request.stated;
  const subject = request.caller === undefined ? addressOf(request.ip) : `${request.caller.kind}:${request.caller.id}`;
  const claims: Claim[] = [];
  if (perCaller && request.caller !== undefined && config.unmetered !== true && config.essential !== true)
    claims.push({ rule: perCaller, subject });
  for (const { rule, by } of config.limits ?? []) if (by === 'caller') claims.push({ rule, subject });
  return claims;
}

function take(limiter: Limiter, claims: readonly Claim[], reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (claims.length === 0) return done();
  const heed = (verdict: Verdict) => {
    showLimit(reply, verdict);
    done(verdict.allowed ? undefined : refusalOf(verdict));
  };
  const verdict = limiter.take(claims);
  if (verdict instanceof Promise) verdict.then(heed, done);
  else heed(verdict);
}

function refusalOf({ rule, retryAfterMs }: Verdict): Problem {
  return rateLimited({
    detail: `At most ${rule.max} in ${rule.windowMs / 1000} seconds.`,
    retryAfterSeconds: Math.max(1, retryAfterMs / 1000),
  });
}

/** The tightest limit of all that were taken from. */
function showLimit(reply: FastifyReply, { rule, remaining, resetMs }: Verdict): void {
  const shown = reply.getHeader('ratelimit-remaining');
  if (shown !== undefined && Number(shown) <= remaining) return;
  reply.header('ratelimit-limit', String(rule.max));
  reply.header('ratelimit-remaining', String(remaining));
  reply.header('ratelimit-reset', String(Math.ceil(resetMs / 1000)));
}

const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** What counts as one address: an IPv4, or the /64 that one subscriber of IPv6 has all to himself. */
export function addressOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const groups = groupsOf(ip);
  if (mapped.check(ip, 'ipv6'))
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function groupsOf(ip: string): number[] {
  const plain = ip.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_dotted, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
