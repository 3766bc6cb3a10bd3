import { AkawoProblem } from '@akawo/sdk';
import type { UseFormReturnType } from '@mantine/form';

/** Which field a refusal is about, by its code. */
export type FieldOf<Values> = Readonly<Record<string, keyof Values & string>>;

/** The server's words for the fields that it refused, by the name of the field. */
export function refusedFields<Values extends object>(error: unknown, fieldOf: FieldOf<Values>): Record<string, string> {
  if (!(error instanceof AkawoProblem)) return {};
  const field = fieldOf[error.code];
  if (field !== undefined) return { [field]: inOneLine(error) };
  const named = error.errors.map(({ path, message }) => [path.replace('/body/', ''), `This ${message}.`] as const);
  return error.code === 'validation_failed' ? Object.fromEntries(named) : {};
}

/** Says it beside the fields and puts the cursor on the first of them. */
export function showRefusal<Values extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<Values>, 'setErrors' | 'getInputNode'>,
  refused: Record<string, string>,
): void {
  form.setErrors(refused);
  focusFirst(form, refused);
}

export function focusFirst<Values extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<Values>, 'getInputNode'>,
  errors: object,
): void {
  const [first] = Object.keys(errors);
  if (first !== undefined) form.getInputNode(first)?.focus();
}

function inOneLine({ title, detail }: AkawoProblem): string {
  return detail === undefined || detail === title ? title : `${title} ${detail}`;
}
