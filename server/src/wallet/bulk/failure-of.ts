import { type Problem } from '#platform/problem';
import { type Failure } from '../transaction.ts';

/** What is kept of a refusal for the line that it befell, with its numbers. */
export function failureOf({ code, title, details }: Problem): Failure {
  return { ...details.members, code, message: details.detail ?? title };
}
