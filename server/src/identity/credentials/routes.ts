import { type Access, type Http } from '#platform/http';
import { addEmailRoutes } from './email-routes.ts';
import { type CredentialParts } from './parts.ts';
import { addPasswordRoutes } from './password-routes.ts';
import { addSignInRoutes } from './sign-in-routes.ts';

export interface CredentialRoutesOptions {
  readonly parts: CredentialParts;
  readonly access: { readonly person: Access };
  /** Where a person's picture is to be found. */
  readonly publicUrl: string;
}

export function addCredentialRoutes(http: Http, options: CredentialRoutesOptions): void {
  addSignInRoutes(http, options);
  addPasswordRoutes(http, options);
  addEmailRoutes(http, options);
}
