import pg from 'pg';
import { Secret } from '../secret.ts';
import { sqlState } from './failures.ts';

/** The name that migrations grant rights to. It may log in, read and call functions; it owns nothing. */
export const applicationRole = 'akawo_app';

export interface ProvisionOptions {
  readonly ownerUrl: Secret;
  readonly password: Secret;
  /** The cluster is nobody's but ours, so a role left by an earlier secret may simply be given the new one. */
  readonly mayReset?: boolean;
}

/** The application's role could not be made; the sentence says how to make it by hand. */
export class RoleRefused extends Error {
  constructor(reason: string, cause?: unknown) {
    super(
      `The role ${applicationRole} could not be set up (${reason}). Create it by hand, \`create role ${applicationRole} login password '…'\`, and give its address as DATABASE_APP_URL.`,
      { cause },
    );
    this.name = 'RoleRefused';
  }
}

/** Makes the application's role when it is missing, and answers with the address by which it logs in. */
export async function provisionApplicationRole({ ownerUrl, password, mayReset = false }: ProvisionOptions): Promise<Secret> {
  const applicationUrl = withLogin(ownerUrl, password);
  if (await canLogIn(applicationUrl)) return applicationUrl;
  const owner = new pg.Client({
    connectionString: ownerUrl.reveal(),
    application_name: 'akawo provision',
    connectionTimeoutMillis: 5_000,
  });
  await owner.connect();
  try {
    const secret = owner.escapeLiteral(password.reveal());
    await owner.query(`create role ${applicationRole} login password ${secret}`).catch(async (thrown: unknown) => {
      if (!isThereAlready(thrown)) throw thrown;
      if (mayReset) await owner.query(`alter role ${applicationRole} password ${secret}`);
    });
  } catch (thrown) {
    throw new RoleRefused(thrown instanceof Error ? thrown.message : 'no reason given', thrown);
  } finally {
    await owner.end();
  }
  if (!(await canLogIn(applicationUrl))) throw new RoleRefused('it exists with another password');
  return applicationUrl;
}

function isThereAlready(thrown: unknown): boolean {
  return sqlState(thrown) === '42710' || sqlState(thrown) === '23505';
}

function withLogin(ownerUrl: Secret, password: Secret): Secret {
  const url = new URL(ownerUrl.reveal());
  url.username = applicationRole;
  url.password = password.reveal();
  return new Secret(url.href);
}

async function canLogIn(url: Secret): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url.reveal(),
    application_name: 'akawo provision',
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    return true;
  } catch (thrown) {
    const refused = ['28P01', '28000'].includes(sqlState(thrown) ?? '');
    if (!refused) throw thrown;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
