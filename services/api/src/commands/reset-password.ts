import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { findCredentials } from '@fbrain/adapters/postgres/user-credential-store';
import { normaliseEmail } from '@fbrain/core/access/user';
import { createResetLink } from '../access/access-links.ts';
import { recordOperator } from '../access/record-operator.ts';
import { readLinkConfig } from '../config.ts';
import { type Command, fail, print, readArguments, UsageError } from './command.ts';

export const resetPasswordCommand: Command = {
  name: 'reset-password',
  summary: 'Print a link by which a user chooses a new password.',
  usage: '<email>',
  help: `The link works once, for 24 hours; whoever opens it chooses the password, and all sessions of the user end. The way
back in for the last admin. Needs DATABASE_URL and, for the address in the link, PUBLIC_URL.`,
  async run(args) {
    const [email] = readArguments(args, {}, 1).positionals;
    if (email === undefined) throw new UsageError('says for whom: give the email address of a user');
    const { databaseUrl, publicUrl } = readLinkConfig();
    const sql = openDatabase({ url: databaseUrl, max: 1, applicationName: 'fbrain-reset-password' });
    try {
      const user = await findCredentials(sql, { email: normaliseEmail(email) });
      if (!user) return fail(`There is no user ${normaliseEmail(email)}.`);
      const { path, expiresAt } = await sql.begin(async (tx) => {
        await recordOperator(tx, { means: 'fbrain-api reset-password', action: 'createResetLink', userId: user.id });
        return await createResetLink(tx, user.id);
      });
      print(`${publicUrl.replace(/\/$/, '')}${path}\nIt works once, until ${expiresAt}.`);
      if (user.isDisabled) print('The user is disabled and cannot sign in until an admin changes that.');
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};
