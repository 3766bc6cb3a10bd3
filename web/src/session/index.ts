export { inTurn } from './in-turn.ts';
export { renewing } from './renewing.ts';
export { createSession } from './session.ts';
export { createTrace } from './trace.ts';
