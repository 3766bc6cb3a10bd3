export { Send } from './send.tsx';
