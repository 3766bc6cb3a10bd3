export { type Book, openBook } from './book.ts';
export { createMailbox } from './mailbox.ts';
