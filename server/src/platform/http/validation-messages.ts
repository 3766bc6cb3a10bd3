import type { ErrorObject } from 'ajv';
import type { FieldError } from '../problem.ts';
import { formats } from './formats.ts';

const maxErrors = 20;

const partNames: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', body: 'body', headers: 'headers' };

/** What the validator found, in words that a person at a form can use. */
export function fieldErrors(errors: readonly Partial<ErrorObject>[], part: string): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const error of errors) {
    const path = `/${partNames[part] ?? part}${error.instancePath ?? ''}${lastStep(error)}`;
    const message = messageOf(error);
    // The branches of a union each complain; what is said about the union as a whole comes last and replaces them.
    if (message !== undefined) found.set(path, { path, message });
  }
  return [...found.values()].slice(0, maxErrors);
}

function lastStep({ keyword, params }: Partial<ErrorObject>): string {
  const name: unknown =
    keyword === 'required'
      ? params?.['missingProperty']
      : keyword === 'additionalProperties'
        ? params?.['additionalProperty']
        : undefined;
  return typeof name === 'string' ? `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function messageOf({ keyword, params, message }: Partial<ErrorObject>): string | undefined {
  const limit = String(params?.['limit']);
  switch (keyword ?? '') {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not known here';
    case 'type':
      return `must be ${[params?.['type']]
        .flat()
        .map((type) => typeNames[String(type)] ?? String(type))
        .join(' or ')}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'minLength':
      return `must have at least ${limit} ${limit === '1' ? 'character' : 'characters'}`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minItems':
      return `must have at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`;
    case 'maxItems':
      return `must have at most ${limit} entries`;
    case 'minProperties':
      return `must have at least ${limit} ${limit === '1' ? 'field' : 'fields'}`;
    case 'maxProperties':
      return `must have at most ${limit} fields`;
    case 'enum':
      return `must be one of ${[params?.['allowedValues']].flat().map(String).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params?.['allowedValue'])}`;
    case 'format':
      return formats[String(params?.['format'])]?.says ?? 'has the wrong form';
    case 'pattern':
      return 'has the wrong form';
    case 'anyOf':
    case 'oneOf':
      return 'fits none of the forms it may have';
    default:
      return message;
  }
}
