import { Type } from 'typebox';
import { defineJob } from '#platform/jobs';

export const sendWelcome = defineJob({ name: 'welcome.send', data: Type.Object({ to: Type.String({ format: 'email' }) }) });
