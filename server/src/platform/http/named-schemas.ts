import type { Http } from './options.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Validation } from './validation.ts';

export type NameSchemas = (schema: JsonSchema) => JsonSchema;

/**
 * A schema with an `$id` is written where it is used, which keeps its static type, and becomes a reference here: registered
 * once for validation, for serialisation and as a component of the OpenAPI document.
 */
export function createNaming(app: Http, validation: Validation): NameSchemas {
  const known = new Map<string, string>();

  const name: NameSchemas = (schema) => {
    const { $id, ...rest } = schema;
    const inner = mapSubschemas(rest, name);
    if ($id === undefined) return inner;
    const text = JSON.stringify(inner);
    const before = known.get($id);
    if (before !== undefined && before !== text) throw new Error(`two different schemas are named ${$id}`);
    if (before === undefined) {
      known.set($id, text);
      const named = { $id, ...inner };
      app.addSchema(named);
      validation.add(named);
    }
    return { $ref: `${$id}#` };
  };
  return name;
}

function mapSubschemas(value: JsonSchema, change: NameSchemas): JsonSchema {
  const result: Record<string, unknown> = { ...value };
  if (value.type === undefined && value.enum?.every((choice) => typeof choice === 'string')) result['type'] = 'string';
  for (const key of ['properties', 'patternProperties'] as const) {
    const group = value[key];
    if (group) result[key] = Object.fromEntries(Object.entries(group).map(([name, schema]) => [name, change(schema)]));
  }
  for (const key of ['anyOf', 'allOf', 'oneOf'] as const) {
    const branches = value[key];
    if (branches) result[key] = branches.map(change);
  }
  if (typeof value.additionalProperties === 'object') result['additionalProperties'] = change(value.additionalProperties);
  if (value.items) result['items'] = Array.isArray(value.items) ? value.items.map(change) : change(value.items);
  return result;
}
