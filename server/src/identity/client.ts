import { type FastifyRequest } from 'fastify';

/** Where a request comes from, as far as anybody can tell. */
export interface Client {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
}

const longestUserAgent = 500;

export function clientOf({ ip, headers, id }: FastifyRequest): Client {
  return { address: ip, userAgent: (headers['user-agent'] ?? '').slice(0, longestUserAgent), requestId: id };
}
