import { defineProblem } from '../problem.ts';

export const storageUnavailable = defineProblem(
  'storage_unavailable',
  'unavailable',
  'Files cannot be stored or read at the moment.',
);
