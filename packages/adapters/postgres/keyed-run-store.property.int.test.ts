import { afterAll, beforeAll, expect, test } from 'bun:test';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { newRun } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import fc from 'fast-check';
import { type Database, openDatabase } from './connection.ts';
import { insertKeyedRuns } from './keyed-run-store.ts';

let database: TestDatabase;
let pool: Database;
let cases = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, max: 8 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface Asked {
  key: string;
  body: string;
}

/** Sends a batch; answers what each of its requests got, or null if the batch was refused for a conflict. */
async function send(batch: readonly Asked[]): Promise<(Asked & { id: string })[] | null> {
  const runs = batch.map(({ key, body }) => ({ ...newRun({ idempotencyKey: key }), requestHash: body }));
  try {
    const ids = await insertKeyedRuns(pool, runs);
    return batch.map((asked, index) => ({ ...asked, id: ids[index] ?? '' }));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'idempotency-conflict') return null;
    throw error;
  }
}

const asked = fc.record({ key: fc.constantFrom('a', 'b', 'c'), body: fc.constantFrom('00', '01') });
const together = fc.array(fc.array(asked, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 12 });

test('whatever is sent at the same time, a key stands for one run and one request', async () => {
  const property = fc.asyncProperty(together, async (batches) => {
    const prefix = `${cases++}/`;
    const sent = batches.map((batch) => batch.map(({ key, body }) => ({ key: prefix + key, body })));
    const answers = await Promise.all(sent.map(send));
    const rows = await pool<{ id: string; key: string }[]>`
      select id, idempotency_key as key from fbrain.run where starts_with(idempotency_key, ${prefix})`;
    const granted = answers.flatMap((answer) => answer ?? []);
    const ofKey = Map.groupBy(granted, ({ key }) => key);
    expect(rows.map(({ key }) => key).sort()).toEqual([...ofKey.keys()].sort());
    for (const { id, key } of rows) {
      expect(new Set(ofKey.get(key)?.map((answer) => answer.id))).toEqual(new Set([id]));
      expect(new Set(ofKey.get(key)?.map(({ body }) => body)).size).toBe(1);
    }
    // Whoever was refused asked for a key that stands for another request, or contradicted himself.
    for (const [index, answer] of answers.entries()) if (answer === null) expectConflict(sent[index] ?? [], granted);
  });
  await fc.assert(property, { numRuns: 150, interruptAfterTimeLimit: 8_000 });
});

function expectConflict(batch: readonly Asked[], granted: readonly Asked[]): void {
  const isOther = (a: Asked) => (b: Asked) => a.key === b.key && a.body !== b.body;
  expect(batch.some((request) => batch.some(isOther(request)) || granted.some(isOther(request)))).toBe(true);
}

test('a key is free again after 24 hours by the clock of the database, and not before', async () => {
  const lapse = (time: string) =>
    pool`update fbrain.idempotency set expires_at = expires_at - ${time}::interval where key = 'daily'`;
  const [first] = (await send([{ key: 'daily', body: '00' }])) ?? [];
  await lapse('23:59:00');
  expect(await send([{ key: 'daily', body: '01' }])).toBeNull();
  expect((await send([{ key: 'daily', body: '00' }]))?.[0]?.id).toBe(first?.id ?? '');
  await lapse('00:01:00');
  const [second] = (await send([{ key: 'daily', body: '01' }])) ?? [];
  expect(second?.id).not.toBe(first?.id ?? '');
  expect(await send([{ key: 'daily', body: '00' }])).toBeNull();
});
