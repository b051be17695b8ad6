import { expect, test } from 'bun:test';
import { describeSchema } from '@fbrain/testing/describe-schema';
import { createTestDatabase } from '@fbrain/testing/test-database';

const SNAPSHOT = new URL('./schema.snapshot.sql', import.meta.url);

test('the migrations make the schema of schema.snapshot.sql; `bun scripts/snapshot-schema.ts` renews it', async () => {
  const { sql, drop } = await createTestDatabase();
  try {
    expect(await describeSchema(sql)).toBe(await Bun.file(SNAPSHOT).text());
  } finally {
    await drop();
  }
});
