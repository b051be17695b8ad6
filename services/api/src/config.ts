import { port, text } from '@fbrain/adapters/config/parse';
import { type Environment, readConfig, secretsOf } from '@fbrain/adapters/config/read-config';
import { STORAGE_VARIABLES } from '@fbrain/adapters/config/storage-variables';
import type { Config, Declarations } from '@fbrain/adapters/config/variable';
import { SECRET_KEY_VARIABLES } from '@fbrain/adapters/crypto/secret-key';
import { HTTP_ALLOW_VARIABLE } from '@fbrain/adapters/http-sender/http-allow-variable';
import { TRACING_VARIABLES } from '@fbrain/adapters/tracing/tracing-variables';
import { ACCESS_VARIABLES } from './access/access-variables.ts';
import { HTTP_VARIABLES } from './http/http-variables.ts';

const { databaseUrl, rabbitmqUrl, rabbitmqPrefix, databasePool, logLevel, logFormat } = STORAGE_VARIABLES;

/** What `fbrain-api migrate` needs; it must run before an API token or a broker exists. */
export const MIGRATE_VARIABLES = {
  databaseUrl,
  migrationDatabaseUrl: {
    ...databaseUrl,
    env: 'MIGRATION_DATABASE_URL',
    doc: 'The same database as its owner. With it `migrate` changes the schema as the owner and lets the user of `DATABASE_URL`, which it makes if need be, do no more than the services must.',
    optional: true,
  },
  logLevel,
  logFormat,
} as const satisfies Declarations;

/** What `fbrain-api rotate-secrets` needs. */
const ROTATE_VARIABLES = { databaseUrl, ...SECRET_KEY_VARIABLES } as const satisfies Declarations;

/** Where the API listens: all that `fbrain-api healthcheck` needs. */
const LISTEN_VARIABLES = {
  host: { env: 'API_HOST', doc: 'Address on which the API listens.', parse: text(), default: '0.0.0.0' },
  port: { env: 'API_PORT', doc: 'Port on which the API listens; 0 = any free one.', parse: port, default: '3000' },
} as const satisfies Declarations;

/** Everything the API can be told from outside. The only file of the API that reads the environment. */
export const API_VARIABLES = {
  databaseUrl,
  rabbitmqUrl,
  rabbitmqPrefix,
  apiToken: {
    env: 'API_TOKEN',
    doc: 'Bearer token of a machine that may do everything, for first steps and tests. Tokens made in the UI can do less and be revoked.',
    parse: text(16),
    secret: true,
    optional: true,
  },
  ...SECRET_KEY_VARIABLES,
  ...ACCESS_VARIABLES,
  ...LISTEN_VARIABLES,
  ...HTTP_VARIABLES,
  databasePool,
  logLevel,
  logFormat,
  ...TRACING_VARIABLES,
  ...HTTP_ALLOW_VARIABLE,
} as const satisfies Declarations;

export type ApiConfig = Config<typeof API_VARIABLES>;
export type MigrateConfig = Config<typeof MIGRATE_VARIABLES>;

/** Throws a ConfigError that names every problem. */
// biome-ignore lint/style/noProcessEnv: the one place of this service that reads the environment
export const readApiConfig = (environment: Environment = process.env): ApiConfig =>
  readConfig(API_VARIABLES, environment);

// biome-ignore lint/style/noProcessEnv: see above
export const readMigrateConfig = (environment: Environment = process.env): MigrateConfig =>
  readConfig(MIGRATE_VARIABLES, environment);

// biome-ignore lint/style/noProcessEnv: see above
export const readListenConfig = (environment: Environment = process.env): Config<typeof LISTEN_VARIABLES> =>
  readConfig(LISTEN_VARIABLES, environment);

// biome-ignore lint/style/noProcessEnv: see above
export const readRotateConfig = (environment: Environment = process.env): Config<typeof ROTATE_VARIABLES> =>
  readConfig(ROTATE_VARIABLES, environment);

/** What a command needs that prints a link for a user. */
const LINK_VARIABLES = { databaseUrl, publicUrl: ACCESS_VARIABLES.publicUrl } as const satisfies Declarations;

// biome-ignore lint/style/noProcessEnv: see above
export const readLinkConfig = (environment: Environment = process.env): Config<typeof LINK_VARIABLES> =>
  readConfig(LINK_VARIABLES, environment);

/** What the logger must never print. */
export const apiSecrets = (config: ApiConfig): string[] => secretsOf(API_VARIABLES, config);
export const migrateSecrets = (config: MigrateConfig): string[] => secretsOf(MIGRATE_VARIABLES, config);
