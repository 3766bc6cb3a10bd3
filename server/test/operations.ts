import { type Akawo } from '../src/assemble.ts';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly operationId: string;
  /** What it says that it asks for: nothing, an access token, a key. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export async function readDocument({ http }: Pick<Akawo, 'http'>): Promise<Document> {
  return (await http.inject('/openapi.json')).json<Document>();
}

/** Every route of the program, as its document names it. */
export function operationsOf({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase() as Operation['method'],
      path,
    })),
  );
}

/** The names of all fields that a body may have, at any depth, each with the way to it. */
export function* fieldsOf(document: Document, schema: Schema, path = ''): Generator<string> {
  const known = schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  for (const [name, inner] of Object.entries(known?.properties ?? {})) {
    yield `${path}${name}`;
    yield* fieldsOf(document, inner, `${path}${name}.`);
  }
  for (const inner of [known?.items ?? [], known?.anyOf ?? []].flat()) yield* fieldsOf(document, inner, path);
}
