export { createApple } from './apple.ts';
