import { Type, type TSchema } from 'typebox';

/** Minor units: kobo, pesewa, cent. */
export const Amount = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'In minor units (kobo, pesewa, cent), a whole number.',
});

export const Currency = Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3, description: 'ISO 4217, such as NGN.' });

export const Timestamp = Type.String({
  format: 'date-time',
  maxLength: 35,
  description: 'RFC 3339, such as 2026-01-31T12:00:00Z.',
});

export const Uuid = Type.String({ format: 'uuid', maxLength: 36 });

export const PageQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many entries at most.' }),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: '`next_cursor` of the page before.' })),
});

export function Nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** One page of a list. Give the entry an `$id`, so that the documentation names it once. */
export function Page<Entry extends TSchema>(entry: Entry) {
  return Type.Object({
    data: Type.Array(entry),
    next_cursor: Nullable(Type.String({ description: 'Give it as `cursor` for the next page; null on the last.' })),
  });
}

export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'The page that explains this code.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'A stable word, the only member a program should decide by.' }),
    detail: Type.String(),
    request_id: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'Where in the request: `/body/amount`, `/query/limit`.' }),
          message: Type.String(),
        }),
      ),
    ),
  },
  { $id: 'Problem', description: 'RFC 9457. Some codes carry further members.' },
);
