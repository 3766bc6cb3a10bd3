import type { FastifyRequest } from 'fastify';
import type { LoadGate } from './load-gate.ts';
import type { Http } from './options.ts';

/**
 * Lets requests through the gate and out again. While a body is on its way its request waits outside, so that a thousand
 * slow senders do not take the places of those who are ready.
 */
export function shedLoad(app: Http, gate: LoadGate): void {
  const inside = new WeakSet<FastifyRequest>();

  const enter = (request: FastifyRequest) => {
    if (inside.has(request)) return;
    gate.enter(request.routeOptions.config.essential === true);
    inside.add(request);
  };
  const leave = (request: FastifyRequest) => {
    if (inside.delete(request)) gate.leave();
  };

  app.addHook('onRequest', (request, reply, done) => {
    enter(request);
    reply.raw.once('close', () => leave(request));
    done();
  });
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    if (!request.raw.complete && request.method !== 'GET' && request.method !== 'HEAD') leave(request);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    enter(request);
    done();
  });
  app.addHook('onClose', () => gate.stop());
}
