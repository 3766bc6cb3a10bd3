import type { FastifyRequest } from 'fastify';
import type { LoadGate } from './load-gate.ts';
import type { Http } from './options.ts';

/**
 * Lets requests through the gate and out again. While a body is on its way its request waits outside, so that a thousand
 * slow senders do not take the places of those who are ready. Whoever hears that a request is over lets it out.
 */
export function shedLoad(app: Http, gate: LoadGate): { leave(request: FastifyRequest): void } {
  app.decorateRequest('isInside', false);

  const enter = (request: FastifyRequest) => {
    if (request.isInside) return;
    gate.enter(request.stated.essential === true);
    request.isInside = true;
  };
  const leave = (request: FastifyRequest) => {
    if (!request.isInside) return;
    request.isInside = false;
    gate.leave();
  };

  app.addHook('onRequest', (request, _reply, done) => {
    enter(request);
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
  return { leave };
}

declare module 'fastify' {
  interface FastifyRequest {
    isInside: boolean;
  }
}
