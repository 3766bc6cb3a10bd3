export { handleWelcome } from './handlers.ts';
export { seedWelcome } from './seed.ts';
