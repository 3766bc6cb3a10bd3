/** The part of JSON Schema that this folder looks into; TypeBox writes it, Ajv and OpenAPI read it. */
export interface JsonSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
}

/** Every schema inside a schema, with the way to it, itself first. References are not followed. */
export function* subschemas(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* subschemas(property, `${path}/${name}`);
  for (const property of Object.values(schema.patternProperties ?? {})) yield* subschemas(property, `${path}/*`);
  if (typeof schema.additionalProperties === 'object') yield* subschemas(schema.additionalProperties, `${path}/*`);
  for (const item of [schema.items ?? []].flat()) yield* subschemas(item, `${path}/0`);
  for (const branches of [schema.anyOf, schema.allOf, schema.oneOf])
    for (const branch of branches ?? []) yield* subschemas(branch, path);
}
