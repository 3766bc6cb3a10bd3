import type { UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FieldOf, focusFirst, refusedFields, showRefusal } from './refusals.ts';

interface AskingOptions<Values extends Record<string, unknown>, Answer> {
  readonly form: UseFormReturnType<Values>;
  readonly ask: (values: Values) => Promise<Answer>;
  readonly fieldOf?: FieldOf<Values>;
  readonly onAnswer?: (answer: Answer, values: Values) => void;
  readonly onRefusal?: (error: Error) => void;
}

/** One form and the server: a refusal about a field is shown at the field, any other is left as `refusal` for below the form. */
export function useAsking<Values extends Record<string, unknown>, Answer>(options: AskingOptions<Values, Answer>) {
  const { form, ask, fieldOf = {}, onAnswer, onRefusal } = options;
  const attempt = useMutation({
    mutationFn: ask,
    onSuccess: (answer, values) => onAnswer?.(answer, values),
    onError: (error) => {
      showRefusal(form, refusedFields(error, fieldOf));
      onRefusal?.(error);
    },
  });
  const isAtField = Object.keys(refusedFields(attempt.error, fieldOf)).length > 0;
  return {
    submit: form.onSubmit(
      (values) => attempt.mutate(values),
      (errors) => focusFirst(form, errors),
    ),
    refusal: isAtField ? null : attempt.error,
    isBusy: attempt.isPending,
    isAnswered: attempt.isSuccess,
    isUntried: attempt.isIdle,
  };
}
