import { Type } from 'typebox';
import { type Database } from '#platform/db';
import { type Access, type Http, Nullable } from '#platform/http';
import { clientOf } from '../client.ts';
import { findPerson } from '../people/find-person.ts';
import { presentPerson } from '../people/present-person.ts';
import { User } from '../person.ts';
import { principalOf, type Permission } from '../principal.ts';
import { phoneNumberInvalid, phoneNumberTaken } from '../problems.ts';
import { changeProfile } from './change-profile.ts';
import { Name } from './name.ts';
import { type DashboardSection, type OverviewReader } from './overview.ts';
import { PhoneNumber } from './phone.ts';

export interface ProfileRoutesOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly publicUrl: string;
  readonly access: { readonly person: Access; may(permission: Permission): Access };
  readonly reader: OverviewReader;
  readonly sections: readonly DashboardSection[];
}

const tags = ['Users'];
/** Also bounds how many phone numbers one can find out about by trying to have them. */
const changingRule = { name: 'changing the profile', max: 20, windowMs: 3_600_000 };

const Action = Type.Object(
  { code: Type.String({ description: 'A stable word.' }), title: Type.String(), action_url: Type.String() },
  { $id: 'RequiredAction' },
);

const Me = Type.Object(
  { ...User.properties, actions_required: Type.Array(Action, { description: 'What there is to do, most urgent first.' }) },
  { $id: 'Me' },
);

const Change = Type.Object(
  {
    first_name: Type.Optional(Name),
    last_name: Type.Optional(Name),
    phone_number: Type.Optional({ ...Nullable(PhoneNumber), description: 'Null takes it away.' }),
  },
  { additionalProperties: false },
);

export function addProfileRoutes(http: Http, { database, publicUrl, access, reader, sections }: ProfileRoutesOptions): void {
  http.get(
    '/api/v1/users/me',
    {
      config: { access: access.may('read') },
      schema: { operationId: 'getMe', summary: 'You, and what there is for you to do', tags, response: { 200: Me } },
    },
    async (request) => {
      const person = await findPerson(database.db, { id: principalOf(request).personId });
      if (person === undefined) throw new Error('somebody without an account was admitted');
      const actions = await reader.readActions(person);
      return {
        ...presentPerson(person, publicUrl),
        actions_required: actions.map(({ code, title, path }) => ({ code, title, action_url: `${publicUrl}${path}` })),
      };
    },
  );

  http.patch(
    '/api/v1/users/me',
    {
      config: {
        access: access.person,
        problems: [phoneNumberInvalid, phoneNumberTaken],
        limits: [{ rule: changingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'changeMe',
        summary: 'Change your name or phone number',
        tags,
        body: Change,
        response: { 200: User },
      },
    },
    async (request) => {
      const { personId, sessionId } = principalOf(request);
      const person = await changeProfile(database, { personId, sessionId, client: clientOf(request) }, request.body);
      return presentPerson(person, publicUrl);
    },
  );

  http.get(
    '/api/v1/users/dashboard',
    {
      config: { access: access.may('read') },
      schema: {
        operationId: 'getDashboard',
        summary: 'What is on your first page',
        description: 'A part that cannot be told at the moment is null.',
        tags,
        response: { 200: dashboardOf(sections) },
      },
    },
    (request) => reader.readSections(principalOf(request).personId),
  );
}

function dashboardOf(sections: readonly DashboardSection[]) {
  const members = sections.map(({ name, schema }) => [name, Nullable(schema)] as const);
  return Type.Object(Object.fromEntries(members), { $id: 'Dashboard' });
}
