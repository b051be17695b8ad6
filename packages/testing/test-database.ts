import { randomBytes } from 'node:crypto';
import { grantApplicationRole } from '@fbrain/adapters/postgres/application-role-store';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { migrate } from '@fbrain/adapters/postgres/migrate';
import { MIGRATIONS } from '@fbrain/adapters/postgres/migrations';
import { required } from './test-environment.ts';

export interface TestDatabase {
  url: string;
  sql: Database;
  /** Closes `sql` and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** One role for all databases of the server: roles belong to no database. */
const APPLICATION = { name: 'test_application', password: 'of-no-use-elsewhere' };

/** The same database as the role of the services. */
export function asApplication(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = APPLICATION.name;
  url.password = APPLICATION.password;
  return url.href;
}

/** Any number that no other advisory lock on the server uses. */
const TEMPLATE_LOCK = 7_310_442;

/** A new migrated database, nobody else's. Costs some 30 ms: it is a copy of a template that the first caller makes. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(async (admin) => {
    const template = await ensureTemplate(admin);
    await admin`create database ${admin(name)} template ${admin(template)}`;
  });
  const url = databaseUrl(name);
  const sql = openDatabase({ url, max: 4, applicationName: 'test' });
  const drop = async () => {
    await sql.end({ timeout: 1 });
    await asAdministrator((admin) => admin`drop database if exists ${admin(name)} with (force)`);
  };
  return { url, sql, drop };
}

/** The name holds a hash of the migrations, so that a changed one gets a new template on a server kept between runs. */
async function ensureTemplate(admin: Database): Promise<string> {
  const name = `template_${Bun.hash(JSON.stringify([MIGRATIONS, APPLICATION])).toString(16)}`;
  await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  try {
    const [found] = await admin`select from pg_database where datname = ${name}`;
    if (!found) await createTemplate(admin, name);
  } finally {
    await admin`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
  }
  return name;
}

async function createTemplate(admin: Database, name: string): Promise<void> {
  // Migrated under another name first: a template that exists is complete, even if this process dies half-way.
  const draft = `${name}_draft`;
  await admin`drop database if exists ${admin(draft)} with (force)`;
  await admin`create database ${admin(draft)}`;
  const sql = openDatabase({ url: databaseUrl(draft), max: 1, applicationName: 'test' });
  await migrate(sql)
    .then(() => grantApplicationRole(sql, APPLICATION.name, APPLICATION.password))
    .finally(() => sql.end());
  await admin`alter database ${admin(draft)} rename to ${admin(name)}`;
}

/** One connection, because the advisory lock belongs to it. */
async function asAdministrator<T>(work: (admin: Database) => Promise<T>): Promise<T> {
  const admin = openDatabase({
    url: required('databaseUrl'),
    max: 1,
    applicationName: 'test-administrator',
    statementTimeoutMs: 60_000,
  });
  return await work(admin).finally(() => admin.end());
}

function databaseUrl(name: string): string {
  const url = new URL(required('databaseUrl'));
  url.pathname = `/${name}`;
  return url.href;
}
