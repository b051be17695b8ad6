import { type Restored, restoreBackup } from '../backup/restore-backup.ts';
import { readMigrateConfig } from '../config.ts';
import { describe } from './backup.ts';
import { type Command, print, readArguments, UsageError } from './command.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Bring back what `backup` has written.',
  usage: 'FILE [--force] [--pg-bin DIR]',
  help: `Restores FILE into the database of DATABASE_URL, all or nothing, compares what is there with what was backed up, and says
what to do next. Stop the API and all workers first. FILE may also be an archive of \`pg_dump -Fc -n fbrain\`; then there is
nothing to compare with. Needs pg_restore that is no older than the pg_dump of the backup.

  --force       Replace the F_BRAIN that is in the database; it comes back if the restore fails.
  --pg-bin DIR  Folder of pg_restore.`,
  async run(args) {
    const flags = { force: { type: 'boolean' }, 'pg-bin': { type: 'string' } } as const;
    const { values, positionals } = readArguments(args, flags, 1);
    const [path] = positionals;
    if (path === undefined) throw new UsageError('needs the file to restore');
    const config = readMigrateConfig();
    const databaseUrl = config.migrationDatabaseUrl ?? config.databaseUrl;
    tell(await restoreBackup({ databaseUrl, path, force: values.force === true, pgBin: values['pg-bin'] }));
  },
};

function tell({ manifest, needsMigration, missingRoles }: Restored): void {
  print(
    manifest === null
      ? 'Restored. The archive does not say what it held, so only its rules were checked.'
      : `Restored ${describe(manifest)}, as they were at ${manifest.createdAt}. All counts agree.`,
  );
  print('Next:');
  if (needsMigration) print('- `fbrain-api migrate`: this release may know more than the backup has.');
  if (missingRoles.length > 0)
    print(
      `- Rights of ${missingRoles.join(', ')} were not restored, as the roles of this server differ: \`fbrain-api migrate\` gives the services theirs, grant the others anew.`,
    );
  print('- Start the API and the workers, with the SECRET_KEY of the backup.');
  print(
    '- RabbitMQ needs nothing: what it still holds are hints, and hints for runs that are not there are passed over.',
  );
}
