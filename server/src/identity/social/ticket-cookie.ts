import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ticketSeconds } from './ticket.ts';

const name = '__Host-akawo_sign_in';
/** Lax and not Strict, because the browser comes back from the issuer's site. */
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax';

export function giveTicket(reply: FastifyReply, sealed: string): void {
  reply.header('set-cookie', `${name}=${sealed}; Max-Age=${ticketSeconds}; ${attributes}`);
}

/** The ticket, which is good for one return whatever comes of it. */
export function takeTicket({ headers }: FastifyRequest, reply: FastifyReply): string | undefined {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes}`);
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const [found, ...others] = pairs.filter((pair) => pair.startsWith(`${name}=`));
  return others.length === 0 ? found?.slice(name.length + 1) : undefined;
}
