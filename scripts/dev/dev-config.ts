import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptValue, randomSecret } from '@fbrain/local-stack/kept-value';
import { PROJECT_DIR } from '../project.ts';

export type Environment = Record<string, string | undefined>;

export interface DevConfig {
  /** Folder of everything that `bun run dev` keeps between starts. */
  dir: string;
  /** Null = start a PostgreSQL of our own. */
  databaseUrl: string | null;
  /** Null = start a node of our own; empty = none, use the PostgreSQL transport. */
  rabbitmqUrl: string | null;
  token: string;
  /** Where the token was found, for the table. */
  tokenSource: string;
  secretKey: string;
  /** Who signs in to the UI; made at the first start. */
  admin: { email: string; password: string };
  tasksDir: string;
  apiPort: number;
  uiPort: number;
  workerPort: number;
  /** What the services inherit. */
  environment: Environment;
}

const ENV_LINE = /^\s*(#.*|(export\s+)?[A-Za-z_]\w*\s*=.*)?$/;

/** Reads what the caller and `.env` say. Throws one clear sentence about the first thing that is wrong. */
// biome-ignore lint/style/noProcessEnv: the place where `bun run dev` reads its environment
export function readDevConfig(environment: Environment = process.env, root = PROJECT_DIR): DevConfig {
  checkEnvFile(join(root, '.env'));
  const dir = join(root, '.dev');
  const givenToken = given(environment, 'API_TOKEN');
  return {
    dir,
    databaseUrl: given(environment, 'DATABASE_URL') || null,
    rabbitmqUrl: given(environment, 'RABBITMQ_URL'),
    token: givenToken || keptValue(join(dir, 'token'), randomSecret),
    tokenSource: givenToken ? 'as given in API_TOKEN' : 'kept in .dev/token',
    secretKey: given(environment, 'SECRET_KEY') || keptValue(join(dir, 'secret-key'), randomSecret),
    admin: {
      email: given(environment, 'ADMIN_EMAIL') || 'admin@localhost',
      password: given(environment, 'ADMIN_PASSWORD') || keptValue(join(dir, 'admin-password'), randomSecret),
    },
    tasksDir: environment.TASKS_DIR || join(root, 'tasks'),
    apiPort: port(environment, 'API_PORT', 3000),
    uiPort: port(environment, 'UI_PORT', 5173),
    workerPort: port(environment, 'WORKER_PORT', 3001),
    environment,
  };
}

/** Bun has read `.env` already, and passes over what it does not understand: a typing error would go unnoticed. */
function checkEnvFile(file: string): void {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n');
  const bad = lines.findIndex((line) => !ENV_LINE.test(line));
  if (bad >= 0)
    throw new Error(
      `Line ${bad + 1} of ${file} is not of the form NAME=value: "${lines[bad]?.trim()}". Mend or delete it.`,
    );
}

/** A variable, or the content of the file that its `_FILE` variant names; null when neither is set. */
function given(environment: Environment, name: string): string | null {
  const value = environment[name];
  if (value !== undefined) return value;
  const file = environment[`${name}_FILE`];
  if (!file) return null;
  if (!existsSync(file)) throw new Error(`${name}_FILE names ${file}, which does not exist.`);
  return readFileSync(file, 'utf8').trim();
}

function port(environment: Environment, name: string, byDefault: number): number {
  const text = environment[name] || String(byDefault);
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new Error(`${name} must be a port number from 1 to 65535, got "${text}".`);
}
