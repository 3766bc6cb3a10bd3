import type { IssuerName } from '../issuer/pages.ts';

export const apple: IssuerName = { name: 'Apple', path: '/apple' };

/** The one program that is registered here. Its secret is a token that it signs itself, so there is none to know. */
export const client = { id: 'ng.akawo.sandbox' };
