import type { JsonSchema } from './json-schema.ts';
import { isPlainInteger } from './strict-json.ts';

type Convert = (text: string) => unknown;

/**
 * Queries, parameters, headers and forms are text. This turns a text into what the schema asks for, where it asks for a whole
 * number, a boolean or a list, and leaves it alone where it cannot: the validator then names it. Ajv's own coercion is not
 * used because it reads `1e3`, `0x10` and ` 1` as numbers.
 */
export function stringConverter(
  schema: JsonSchema,
  resolve: (schema: JsonSchema) => JsonSchema,
): (values: Record<string, unknown>) => void {
  const conversions: [string, (value: unknown) => unknown][] = [];
  for (const [name, property] of Object.entries(resolve(schema).properties ?? {})) {
    const types = typesOf(resolve(property));
    if (types.has('array')) {
      const item = resolve(property).items;
      const convert = converterFor(item === undefined ? new Set() : typesOf(resolve(item)));
      conversions.push([
        name,
        (value) =>
          (Array.isArray(value) ? value : [value]).map((part: unknown) => (typeof part === 'string' ? convert(part) : part)),
      ]);
    } else {
      const convert = converterFor(types);
      if (convert !== asIs) conversions.push([name, (value) => (typeof value === 'string' ? convert(value) : value)]);
    }
  }
  return (values) => {
    for (const [name, convert] of conversions) if (values[name] !== undefined) values[name] = convert(values[name]);
  };
}

function typesOf(schema: JsonSchema): Set<string> {
  return new Set([schema.type ?? [], ...(schema.anyOf ?? []).map((branch) => branch.type ?? [])].flat());
}

function converterFor(types: ReadonlySet<string>): Convert {
  if (types.has('string')) return asIs;
  if (types.has('integer')) return (text) => (isPlainInteger(text) ? Number(text) : text);
  if (types.has('boolean')) return (text) => (text === 'true' ? true : text === 'false' ? false : text);
  return asIs;
}

function asIs(text: string): string {
  return text;
}
