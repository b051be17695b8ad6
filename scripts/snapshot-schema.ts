import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { migrate } from '@fbrain/adapters/postgres/migrate';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { describeSchema } from '../packages/testing/describe-schema.ts';
import { PROJECT_DIR } from './project.ts';

/** Writes the schema that the migrations make, for people to read and for a test to compare. Run it after a new migration. */
const dir = mkdtempSync(join(tmpdir(), 'fbrain-snapshot-'));
const server = await startPostgres(dir);
try {
  await server.ready;
  const sql = openDatabase({ url: server.url, max: 1 });
  await migrate(sql);
  await Bun.write(join(PROJECT_DIR, 'packages/adapters/postgres/schema.snapshot.sql'), await describeSchema(sql));
  await sql.end();
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
