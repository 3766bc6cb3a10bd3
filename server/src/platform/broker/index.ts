export { createBroker } from './broker.ts';
export type { Broker } from './broker.ts';
