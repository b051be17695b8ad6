import { ConfigError } from '@fbrain/adapters/config/read-config';
import { createLogger } from '@fbrain/adapters/logging/logger';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { migrate } from '@fbrain/adapters/postgres/migrate';
import { findIllness } from '@fbrain/adapters/process/healthcheck';
import { runUntilSignal } from '@fbrain/adapters/process/run-until-signal';
import { version } from '../package.json' with { type: 'json' };
import { apiSecrets, migrateSecrets, readApiConfig, readListenConfig, readMigrateConfig } from './config.ts';
import { createApiServices } from './serve.ts';

const HELP = `fbrain-api ${version}

Usage: fbrain-api [command]

Commands:
  serve        Answer requests until SIGTERM or SIGINT (default).
  migrate      Bring the database schema up to this release, then exit.
  healthcheck  Exit with 0 if the API of this machine can serve (/readyz), else say why not and exit with 1.

Options:
  --help     Show this text.
  --version  Show the version.

Configuration comes from environment variables: see docs/configuration.md. The least that serve needs are
DATABASE_URL and SECRET_KEY.
`;

async function serve(): Promise<void> {
  const config = readApiConfig();
  const logger = createLogger(
    { level: config.logLevel, format: config.logFormat, secrets: apiSecrets(config) },
    { service: 'api' },
  );
  logger.info(`fbrain-api ${version}: starting`);
  const { services } = createApiServices(config, version, logger);
  await runUntilSignal(services, logger);
}

async function migrateDatabase(): Promise<void> {
  const config = readMigrateConfig();
  const logger = createLogger(
    { level: config.logLevel, format: config.logFormat, secrets: migrateSecrets(config) },
    { service: 'api' },
  );
  const sql = openDatabase({
    url: config.databaseUrl,
    max: 1,
    applicationName: 'fbrain-migrate',
    statementTimeoutMs: 0,
  });
  try {
    const applied = await migrate(sql);
    logger.info(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The schema is current');
  } catch (error) {
    logger.error(`The schema could not be migrated: ${error instanceof Error ? error.message : error}`, { error });
    process.exitCode = 1;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function checkHealth(): Promise<void> {
  const illness = await findIllness(readListenConfig(), '/readyz');
  if (illness === null) return;
  process.stderr.write(`${illness}\n`);
  process.exitCode = 1;
}

async function main([command = 'serve', ...rest]: string[]): Promise<void> {
  if (command === '--help' || command === '-h' || rest.includes('--help')) return print(HELP);
  if (command === '--version') return print(`${version}\n`);
  if (command === 'serve') return await serve();
  if (command === 'migrate') return await migrateDatabase();
  if (command === 'healthcheck') return await checkHealth();
  process.stderr.write(`fbrain-api: there is no command "${command}". Try fbrain-api --help.\n`);
  process.exitCode = 2;
}

const print = (text: string): void => void process.stdout.write(text);

try {
  await main(process.argv.slice(2));
} catch (error) {
  // Before the logger exists there is only this way to say what is wrong.
  process.stderr.write(`${error instanceof ConfigError ? error.message : Bun.inspect(error)}\n`);
  process.exit(1);
}
