import type { Command } from 'commander';
import { changeRole, findPerson, rotateTokenKey } from '#identity';
import type { Person } from '#identity';
import { seed } from '../seed.ts';
import type { Program } from './program.ts';

interface Names {
  readonly firstName: string;
  readonly lastName: string;
}

/** Commands about people, for whoever has the machine and therefore needs no other proof of who he is. */
export function addIdentityCommands(program: Command, { withModules }: Program): void {
  program
    .command('seed')
    .description('create the demo world; what is there already stays as it is')
    .action(() =>
      withModules(async ({ modules, database }) => {
        await seed({ database, ...modules });
        console.log('The demo world is there.');
      }),
    );

  const admin = program.command('admin').description('who may do everything');
  admin
    .command('create <email>')
    .description('make somebody an admin, with an account if there is none; prints a link by which he sets his password')
    .option('--first-name <name>', 'for a new account', 'Admin')
    .option('--last-name <name>', 'for a new account', 'Akawo')
    .action((email: string, names: Names) =>
      withModules(async ({ modules: { identity }, database, config }) => {
        const { credentials } = identity;
        const code = await database.transact(async (tx) => {
          const known = await findPerson(tx, { email });
          if (known !== undefined) {
            await changeRole(credentials, tx, { personId: known.id, role: 'admin' });
            return undefined;
          }
          const { firstName: first_name, lastName: last_name } = names;
          const person = await credentials.welcome(tx, { email, first_name, last_name, role: 'admin' });
          return credentials.codes.issue(tx, person, 'reset_password');
        });
        if (code === undefined) console.log(`${email} is an admin. Sessions that were open have ended; the password stays.`);
        else {
          console.log(`${email} is an admin. Within half an hour a password is set here:`);
          console.log(`  ${config.http.publicUrl}/reset-password#code=${credentials.codes.text(code)}`);
        }
      }),
    );

  admin
    .command('remove <email>')
    .description('make an admin an ordinary person again, and end his sessions')
    .action((email: string) =>
      withModules(async ({ modules: { identity }, database }) => {
        const changed = await database.transact(async (tx) => {
          const person = await findPerson(tx, { email });
          return person && changeRole(identity.credentials, tx, { personId: person.id, role: 'user' });
        });
        tellWhether(changed, `${email} is no admin any more.`, `${email} was no admin.`);
      }),
    );

  program
    .command('tokens')
    .description('the keys that sign access tokens')
    .command('rotate')
    .description('sign with a new key from now on; what older ones signed stays good until it expires')
    .action(() =>
      withModules(async ({ database }) => {
        console.log(`Access tokens are signed with key ${await database.transact(rotateTokenKey)} now.`);
      }),
    );
}

function tellWhether(changed: Person | undefined, yes: string, no: string): void {
  console.log(changed === undefined ? no : yes);
}
