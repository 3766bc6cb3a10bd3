import { type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { type Access, type Http } from '#platform/http';
import { type Storage } from '#platform/storage';
import { type Logger } from '#platform/telemetry';
import { type Permission } from '../principal.ts';
import { addAvatarRoutes } from './avatar-routes.ts';
import { addDeviceRoutes } from './device-routes.ts';
import { type Drawing } from './drawing.ts';
import { createOverviewReader, type Overview } from './overview.ts';
import { ownActions } from './own-actions.ts';
import { addProfileRoutes } from './profile-routes.ts';

export interface UserRoutesOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly storage: Storage;
  readonly drawing: Drawing;
  readonly publicUrl: string;
  readonly access: { readonly person: Access; may(permission: Permission): Access };
  readonly overview: Overview;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** A person's profile, picture, first page and devices. */
export function addUserRoutes(http: Http, options: UserRoutesOptions): void {
  const { database, storage, drawing, publicUrl, access, registry, logger } = options;
  const { sections, actions } = options.overview;
  const overview = { sections, actions: [ownActions(database.db), ...actions] };
  const reader = createOverviewReader({ overview, registry, logger });
  addProfileRoutes(http, { database, publicUrl, access, reader, sections });
  addAvatarRoutes(http, { parts: { database, storage, drawing }, publicUrl, access });
  addDeviceRoutes(http, { database, access });
}
