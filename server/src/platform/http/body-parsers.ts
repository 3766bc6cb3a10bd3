import type { FastifyRequest } from 'fastify';
import { stringConverter } from './convert-strings.ts';
import { parseForm } from './form.ts';
import type { Http } from './options.ts';
import type { JsonSchema } from './json-schema.ts';
import { unsupportedMediaType, validationFailed } from './problems.ts';
import { parseJson } from './strict-json.ts';
import type { Validation } from './validation.ts';

/** JSON everywhere, forms where a route opts in, untouched bytes where a signature is over them. */
export function addBodyParsers(app: Http, validation: Validation): void {
  app.removeAllContentTypeParsers();
  app.decorateRequest('rawBody', undefined);

  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (keepRaw(request, bytes) || bytes.length === 0) return done(null, undefined);
    done(null, parseJson(bytes));
  });

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (keepRaw(request, bytes)) return done(null, undefined);
    const fields = parseForm(bytes);
    const schema = request.routeOptions.schema?.body as JsonSchema | undefined;
    if (schema) stringConverter(schema, (inner) => validation.resolve(inner))(fields);
    done(null, fields);
  });

  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    keepRaw(request, bytes);
    done(null, undefined);
  });

  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined || request.routeOptions.schema?.body !== undefined) return done();
    const isEmpty = typeof request.body === 'object' && request.body !== null && Object.keys(request.body).length === 0;
    done(isEmpty ? undefined : validationFailed({ errors: [{ path: '/body', message: 'is not expected here' }] }));
  });
}

/** Refuses a body that the route cannot read before a byte of it is read. */
export function checkMediaType(request: FastifyRequest): void {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-encoding': compression } = request.headers;
  const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
  if (!hasBody || request.method === 'GET' || request.method === 'HEAD') return;
  const { config } = request.routeOptions;
  if (config.rawBody !== undefined) return;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const understood = type === 'application/json' || (config.form === true && type === 'application/x-www-form-urlencoded');
  if (!understood)
    throw unsupportedMediaType({ detail: `Send ${config.form === true ? 'JSON or a form' : 'JSON'}, with its content type.` });
  if (compression !== undefined && compression !== 'identity')
    throw unsupportedMediaType({ detail: 'A compressed body is not understood.' });
  if (/charset=(?!"?utf-?8\b)/i.test(request.headers['content-type'] ?? ''))
    throw unsupportedMediaType({ detail: 'Text is read as UTF-8 only.' });
}

function keepRaw(request: FastifyRequest, bytes: Buffer): boolean {
  if (request.routeOptions.config.rawBody === undefined) return false;
  request.rawBody = bytes;
  return true;
}
