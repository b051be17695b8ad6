import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { migrate } from '@fbrain/adapters/postgres/migrate';
import { MIGRATIONS } from '@fbrain/adapters/postgres/migrations';

/** Migrates a database as `fbrain-api migrate` of a release after this one would, by this SQL. Answers what was applied. */
export async function migrateNextRelease(url: string, additiveSql: string): Promise<string[]> {
  const sql = openDatabase({ url, max: 1, statementTimeoutMs: 0 });
  const next = { version: 9_001, name: '9001_next_release', sql: additiveSql, isBreaking: false };
  return await migrate(sql, [...MIGRATIONS, next]).finally(() => sql.end());
}
