import type { IssuerName } from '../issuer/pages.ts';

export const google: IssuerName = { name: 'Google', path: '/google' };

/** The one program that is registered here. */
export const client = { id: 'akawo-sandbox.apps.googleusercontent.com', secret: 'GOCSPX-akawo-sandbox' };
