import { defineProblem } from '../problem.ts';

export const malformedRequest = defineProblem('malformed_request', 'invalid', 'The request is not valid HTTP.');
export const malformedUrl = defineProblem('malformed_url', 'invalid', 'The address of the request cannot be read.');
export const malformedJson = defineProblem('malformed_json', 'invalid', 'The body is not valid JSON.');
export const malformedForm = defineProblem('malformed_form', 'invalid', 'The body is not a valid form.');
export const invalidUtf8 = defineProblem('invalid_utf8', 'invalid', 'The body is not valid UTF-8.');
export const duplicateHeader = defineProblem('duplicate_header', 'invalid', 'A header that may be given once was given twice.');
export const ambiguousCredentials = defineProblem(
  'ambiguous_credentials',
  'invalid',
  'Send an access token or an API key, not both.',
);
export const validationFailed = defineProblem(
  'validation_failed',
  'invalid',
  'The request does not fit what this address accepts.',
);
export const invalidCursor = defineProblem('invalid_cursor', 'invalid', 'The cursor is not one that this list gave out.');
export const operatorTokenRequired = defineProblem(
  'operator_token_required',
  'unauthenticated',
  'Only the operator may read this.',
);
export const notFound = defineProblem('not_found', 'not_found', 'There is nothing here.');
export const methodNotAllowed = defineProblem(
  'method_not_allowed',
  'method_not_allowed',
  'This address does not answer that method.',
);
export const requestTimeout = defineProblem('request_timeout', 'timeout', 'The request took too long to arrive.');
export const bodyTooLarge = defineProblem('body_too_large', 'too_large', 'The body is larger than this address accepts.');
export const headersTooLarge = defineProblem('headers_too_large', 'too_large', 'The headers or the address are too long.');
export const unsupportedMediaType = defineProblem(
  'unsupported_media_type',
  'unsupported',
  'This kind of body is not understood here.',
);
export const rateLimited = defineProblem('rate_limited', 'too_many', 'Too many requests.');
export const internalError = defineProblem('internal_error', 'broken', 'Something went wrong on our side.');
export const overloaded = defineProblem('overloaded', 'unavailable', 'Too much is going on right now.');
export const draining = defineProblem('draining', 'unavailable', 'This server is stopping; another one will answer.');
export const tookTooLong = defineProblem('took_too_long', 'unavailable', 'The answer took too long.');
export const brokerUnavailable = defineProblem(
  'broker_unavailable',
  'unavailable',
  'The message broker cannot be reached right now.',
);
