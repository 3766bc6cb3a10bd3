export { cloneDatabase, emptyDatabase, forgetfulSettings } from './cluster.ts';
export type { TestDatabase } from './cluster.ts';
export { connect, testDatabase } from './database.ts';
export type { TestConnection } from './database.ts';
export { eventually } from './eventually.ts';
