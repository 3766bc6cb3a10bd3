import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { stringConverter } from './convert-strings.ts';
import { formats } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';

const longestMatched = 4_096;

export interface Validation {
  /** Makes a named schema known, so that others may refer to it. */
  add(schema: JsonSchema & { readonly $id: string }): void;
  /** What a reference stands for; any other schema stands for itself. */
  resolve(schema: JsonSchema): JsonSchema;
  readonly compile: FastifySchemaCompiler<JsonSchema>;
}

/** One strict validator for all: nothing is coerced, nothing unknown is dropped in silence. Text parts are converted first. */
export function createValidation(): Validation {
  const named = new Map<string, JsonSchema>();
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    formats: Object.fromEntries(Object.entries(formats).map(([name, format]) => [name, (text: string) => format.test(text)])),
    code: { regExp: boundedRegExp },
  });

  const resolve = (schema: JsonSchema): JsonSchema =>
    schema.$ref === undefined ? schema : (named.get(schema.$ref.replace('#', '')) ?? schema);

  return {
    add(schema) {
      named.set(schema.$id, schema);
      ajv.addSchema(schema);
    },
    resolve,
    compile({ schema, httpPart }) {
      const validate = ajv.compile(schema);
      const convert = httpPart === 'body' ? undefined : stringConverter(schema, resolve);
      return (data: Record<string, unknown>) => {
        convert?.(data);
        return validate(data) ? true : { error: validationError(validate.errors ?? []) };
      };
    },
  };
}

/** Fastify hands an error that carries `validation` on, together with the part of the request it was found in. */
function validationError(validation: readonly object[]): Error {
  return Object.assign(new Error('the request does not fit its schema'), { validation: [...validation] });
}

/**
 * With all errors collected a pattern is tried even on a text that is already too long, so an endless text would cost endless time. Ajv tells
 * patterns apart by what they are as text.
 */
function boundedRegExp(pattern: string, flags: string): { test(text: string): boolean; toString(): string } {
  const regExp = new RegExp(pattern, flags);
  return { test: (text) => text.length <= longestMatched && regExp.test(text), toString: () => String(regExp) };
}
boundedRegExp.code = 'new RegExp';
