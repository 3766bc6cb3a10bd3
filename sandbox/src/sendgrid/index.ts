export { createSendgrid } from './sendgrid.ts';
