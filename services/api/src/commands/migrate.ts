import { createLogger } from '@fbrain/adapters/logging/logger';
import { grantApplicationRole } from '@fbrain/adapters/postgres/application-role-store';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { explainDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { migrate, pendingMigrations, refuseNewerSchema, schemaStatus } from '@fbrain/adapters/postgres/migrate';
import { type MigrateConfig, migrateSecrets, readMigrateConfig } from '../config.ts';
import { type Command, fail, print, readArguments } from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to this release, then exit.',
  usage: '[--status | --dry-run] [--application-role <name>]',
  help: `Applies what the database schema lacks for this release. Safe while the release before works on it, from several
hosts at once, and again after it was interrupted. Needs DATABASE_URL. With MIGRATION_DATABASE_URL it works as the owner
of the schema and lets the user of DATABASE_URL, which it makes if need be, do no more than the services must.

  --status                   Say which migrations are missing and change nothing; exits with 1 if there are any.
  --dry-run                  Show the SQL that would be applied and change nothing.
  --application-role <name>  Let this role, which must exist, do no more than the services must.`,
  async run(args) {
    const { values } = readArguments(args, {
      status: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      'application-role': { type: 'string' },
    });
    const config = readMigrateConfig();
    const sql = openDatabase({
      url: config.migrationDatabaseUrl ?? config.databaseUrl,
      max: 1,
      applicationName: 'fbrain-migrate',
      statementTimeoutMs: 0,
    });
    try {
      if (values.status) await showStatus(sql);
      else if (values['dry-run']) await showPending(sql);
      else await applyPending(sql, config, applicationRole(config, values['application-role']));
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};

interface ApplicationRole {
  name: string;
  /** Null = it must exist. */
  password: string | null;
}

/** The role of the services: the one that was asked for, else the user of DATABASE_URL if somebody else migrates. */
function applicationRole({ databaseUrl, migrationDatabaseUrl }: MigrateConfig, asked?: string): ApplicationRole | null {
  if (asked !== undefined) return { name: asked, password: null };
  const { name, password } = userOf(databaseUrl);
  if (migrationDatabaseUrl === undefined || name === '' || userOf(migrationDatabaseUrl).name === name) return null;
  return { name, password: password === '' ? null : password };
}

/** By hand: an URL of several hosts is none to the URL parser. */
function userOf(url: string): { name: string; password: string } {
  const [, name = '', password = ''] = /^\w+:\/\/([^:@/]*):?([^@/]*)@/.exec(url) ?? [];
  return { name: decodeURIComponent(name), password: decodeURIComponent(password) };
}

async function applyPending(sql: Database, config: MigrateConfig, role: ApplicationRole | null): Promise<void> {
  const { logLevel: level, logFormat: format } = config;
  const logger = createLogger({ level, format, secrets: migrateSecrets(config) }, { service: 'api' });
  try {
    const applied = await migrate(sql);
    logger.info(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The schema is current');
    if (!role) return;
    await grantApplicationRole(sql, role.name, role.password);
    logger.info(`The services may work as "${role.name}", which cannot change the schema or the audit log`);
  } catch (error) {
    logger.error(`The schema could not be migrated: ${explainDatabaseError(error)}`, { error });
    process.exitCode = 1;
  }
}

async function showStatus(sql: Database): Promise<void> {
  const status = await schemaStatus(sql);
  print(`The database has version ${status.version}, this release knows ${status.latestVersion}.`);
  refuseNewerSchema(status);
  const pending = pendingMigrations(status).map(({ name }) => name);
  if (pending.length > 0) fail(`Missing: ${pending.join(', ')}. Run \`fbrain-api migrate\`.`);
  else if (status.version > status.latestVersion) print('It is newer; this release works with it.');
  else print('Nothing is missing.');
}

async function showPending(sql: Database): Promise<void> {
  const status = await schemaStatus(sql);
  refuseNewerSchema(status);
  const pending = pendingMigrations(status);
  if (pending.length === 0) print('-- Nothing is missing.');
  for (const migration of pending) print(`-- ${migration.name}\n\n${migration.sql}`);
}
