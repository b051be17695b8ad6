import { expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { asApplication, createTestDatabase } from '@fbrain/testing/test-database';
import { runCommand } from '../../testing/run-command.ts';
import type { Finding } from '../doctor/diagnosis.ts';

const SECRET_KEY = 'secret-key-of-this-test-0123456789';

async function doctor(environment: Record<string, string>): Promise<{ code: number; found: Record<string, Finding> }> {
  const { out, code } = await runCommand(['doctor', '--json'], environment);
  const findings: Finding[] = JSON.parse(out);
  return { code, found: Object.fromEntries(findings.map((finding) => [finding.name, finding])) };
}

test('the doctor looks at everything, and its exit code is the worst it found', async () => {
  const { url, sql, drop } = await createTestDatabase();
  const environment = { DATABASE_URL: asApplication(url), SECRET_KEY };
  const well = await doctor(environment);
  expect(well.code).toBe(1);
  expect(Object.values(well.found).filter(({ severity }) => severity !== 'ok')).toEqual([
    { name: 'workers', severity: 'warning', says: expect.stringContaining('start fbrain-worker') },
  ]);

  const lost = createKeyring(['another-key-0123456789abcdef0123456789']);
  await sql`
    insert into fbrain.secret (name, sealed, updated_by)
    values ('smtp', ${lost.seal('x', { purpose: 'secret.value', row: 'smtp' })}, 'test')`;
  const ill = await doctor({ ...environment, RABBITMQ_URL: 'amqp://user:hidden@127.0.0.1:1' });
  expect(ill.code).toBe(2);
  expect(ill.found.secrets?.says).toContain(`lacks the key ${lost.newestKeyId}`);
  expect(ill.found.rabbitmq).toMatchObject({ severity: 'failure', says: expect.stringContaining('does not answer') });
  expect(JSON.stringify(ill.found)).not.toContain('hidden');
  await drop();
});

test('the doctor names every fault of the configuration, and a database that is away', async () => {
  const { out, code } = await runCommand(['doctor'], { SECRET_KEY: 'short' });
  expect([code, out.trim().split('\n')]).toEqual([
    2,
    [expect.stringContaining('DATABASE_URL is required'), expect.stringContaining('SECRET_KEY must have')],
  ]);
  const { found } = await doctor({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d', SECRET_KEY });
  expect(found.postgresql?.says).toStartWith('PostgreSQL does not answer: start it, or correct DATABASE_URL.');
});
