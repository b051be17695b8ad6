import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { readSecrets } from '@fbrain/adapters/postgres/secret-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { databaseText } from '@fbrain/testing/database-text';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { SECRET_KEY, startTestApi, type TestApi, toDefinition } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api/v1/secrets${path}`, body);

test('a secret is set, shown without its value, changed and removed', async () => {
  await registerTasks(api.sql, [{ ...toDefinition('mail.send', {}), secrets: ['smtp'] }]);
  const set = await call('PUT', '/smtp', { value: 'correct-horse' });
  expect(set.status).toBe(201);
  expect(set.body).toMatchObject({ name: 'smtp', updatedBy: 'API_TOKEN', usedBy: ['mail.send'] });
  const changed = await call('PUT', '/smtp', { value: 'battery-staple' });
  expect([changed.status, changed.body.createdAt]).toEqual([200, set.body.createdAt]);
  const answers = [set, changed, await call('GET', ''), await call('GET', '/smtp')].map(({ body }) => body);
  expect(JSON.stringify(answers)).not.toMatch(/horse|staple|v1\./);
  expect(await databaseText(api.sql)).not.toMatch(/horse|staple/);
  const values = await readSecrets(api.sql, createKeyring([SECRET_KEY]), ['smtp', 'nothing']);
  expect([...values]).toEqual([['smtp', 'battery-staple']]);
  expect((await call('DELETE', '/smtp')).body.name).toBe('smtp');
  expect((await call('DELETE', '/smtp')).body.code).toBe('secret-not-found');
});

test('a ciphertext that was moved to another name does not open', async () => {
  await call('PUT', '/first', { value: 'correct-horse' });
  await call('PUT', '/second', { value: 'battery-staple' });
  await api.sql`update fbrain.secret set sealed = (select sealed from fbrain.secret where name = 'first') where name = 'second'`;
  const reading = readSecrets(api.sql, createKeyring([SECRET_KEY]), ['second']);
  expect(reading).rejects.toThrow('belongs elsewhere');
});

test.each([
  ['/UPPER', { value: 'x' }, 'name'],
  [`/${'x'.repeat(200)}`, { value: 'x' }, 'name'],
  ['/smtp', { value: '' }, '/value'],
  ['/smtp', { value: 'a\0b' }, '/value'],
  ['/smtp', { value: 'x'.repeat(40_000) }, '/value'],
  ['/smtp', { value: 1 }, '/value'],
  ['/smtp', { value: 'hunter2', more: 1 }, '/more'],
])('PUT %p is refused and its value not repeated', async (path, body, field) => {
  const answer = await call('PUT', path, body);
  expect([answer.status, answer.body.errors[0].path]).toEqual([422, field]);
  expect(JSON.stringify(answer.body)).not.toContain('hunter2');
});
