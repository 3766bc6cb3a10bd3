export { createAkawo, type Akawo, type AkawoOptions, type Call } from './akawo.ts';
export { AkawoProblem, type FieldProblem } from './problem.ts';
export { AkawoUnreachable } from './unreachable.ts';
export type * from './generated/types.gen.ts';
