import { nameCaller } from '../telemetry/context.ts';
import type { Caller } from './access.ts';
import { checkMediaType } from './body-parsers.ts';
import type { Http } from './options.ts';

/** Asks the route's access who this is, and lets everything after run under his name. */
export function addAdmission(app: Http): void {
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) return done();
    checkMediaType(request);
    const serve = (caller: Caller | undefined) => {
      request.caller = caller;
      if (caller !== undefined) nameCaller(`${caller.kind}:${caller.id}`);
      done();
    };
    const admitted = request.stated.access.admit(request);
    if (admitted instanceof Promise) admitted.then(serve, done);
    else serve(admitted);
  });
}
