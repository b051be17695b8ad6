import { expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { openJson, sealJson } from '@fbrain/adapters/crypto/secret-json';
import { lockDeletions } from '@fbrain/adapters/postgres/history-swap-store';
import { putSecret, readSecrets } from '@fbrain/adapters/postgres/secret-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { runCommand } from '../../testing/run-command.ts';
import { SECRET_KEY as OLD, startTestApi, toDefinition } from '../../testing/start-test-api.ts';

const NEW = 'the-key-that-follows-0123456789abcdef';
const PAYLOAD = { kind: 'input', task: 'mail.send' } as const;

/** A database with secrets in every place, all encrypted with the old key. */
async function setup() {
  const database = await createTestDatabase();
  const { sql, url } = database;
  const api = await startTestApi(database);
  const password = { type: 'string', secret: true };
  await registerTasks(sql, [toDefinition('mail.send', { type: 'object', properties: { password } })]);
  const input = { password: 'correct-horse' };
  const { body: run } = await api.call('POST', '/api/v1/runs', { task: 'mail.send', input });
  const ended = await api.call('POST', '/api/v1/runs', { task: 'mail.send', input });
  await api.call('POST', `/api/v1/runs/${ended.body.id}/cancel`);
  await api.call('POST', '/api/v1/schedules', { name: 'mail', task: 'mail.send', input, every: '1h' });
  await putSecret(sql, createKeyring([OLD]), { name: 'smtp', value: 'battery-staple', updatedBy: 'test' });
  await sql`update fbrain.run_history set output = ${sql.json(
    sealJson(createKeyring([OLD]), { kind: 'output', task: 'mail.send' }, [['password']], input),
  )}`;
  const rotate = (secretKey: string, ...args: string[]) =>
    runCommand(['rotate-secrets', ...args], { DATABASE_URL: url, SECRET_KEY: secretKey });
  return { api, sql, runId: run.id as string, rotate };
}

test('everything is encrypted with the newest key, and the old one can go', async () => {
  const { api, sql, runId, rotate } = await setup();
  expect(await rotate(`${NEW},${OLD}`, '--check')).toMatchObject({ code: 1, err: expect.stringContaining('5 are') });
  const { out, code } = await rotate(`${NEW},${OLD}`);
  for (const place of ['stored secrets', 'schedules', 'inputs of runs', 'outputs of ended runs']) {
    expect(out).toContain(`${place}: 1 encrypted anew`);
  }
  expect(code).toBe(0);
  expect(await rotate(NEW, '--check')).toMatchObject({ code: 0 });
  const keyring = createKeyring([NEW]);
  expect([...(await readSecrets(sql, keyring, ['smtp']))]).toEqual([['smtp', 'battery-staple']]);
  const [run] = await sql<{ input: never }[]>`select input from fbrain.run where id = ${runId}`;
  expect(openJson(keyring, PAYLOAD, run?.input ?? null).value).toEqual({ password: 'correct-horse' });
  await api.stop();
});

test('what no key opens is counted and left as it is', async () => {
  const { api, sql, rotate } = await setup();
  const before = await sql`select sealed from fbrain.secret`;
  expect(await rotate(NEW)).toMatchObject({ code: 1, err: expect.stringContaining('5 cannot be read with any key') });
  expect(await sql`select sealed from fbrain.secret`).toEqual(before);
  await api.stop();
});

test('ended runs wait until no day of them is being copied, so that no copy brings the older key back', async () => {
  const { api, sql, rotate } = await setup();
  const copying = await lockDeletions(sql);
  const rotation = rotate(`${NEW},${OLD}`);
  await eventually(async () => {
    const waiting = await sql`
      select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`;
    expect(waiting).toHaveLength(1);
  });
  await copying?.release();
  const { out, code } = await rotation;
  expect(out).toContain('inputs of ended runs: 1 encrypted anew');
  expect(code).toBe(0);
  await api.stop();
});
