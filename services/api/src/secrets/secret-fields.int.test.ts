import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { openJson } from '@fbrain/adapters/crypto/secret-json';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { databaseText } from '@fbrain/testing/database-text';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken } from '../../testing/sign-in.ts';
import { SECRET_KEY, startTestApi, type TestApi, toDefinition } from '../../testing/start-test-api.ts';

const PASSWORD = 'correct-horse-battery';
const MASK = { $secret: '••••' };
const INPUT = { to: 'ada@example.com', password: PASSWORD };
const SHOWN = { to: 'ada@example.com', password: MASK };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  const password = { type: 'string', minLength: 6, secret: true };
  await registerTasks(api.sql, [
    toDefinition('mail.send', {
      type: 'object',
      properties: { to: { type: 'string' }, password },
      required: ['to'],
      additionalProperties: false,
    }),
  ]);
});
afterAll(() => api.stop());
afterEach(async () => {
  expect(await databaseText(api.sql)).not.toContain(PASSWORD);
});

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  api.call(method, `/api/v1${path}`, body, headers);
const send = (more: object = {}) => call('POST', '/runs', { task: 'mail.send', input: INPUT, ...more });

/** The input as a worker will see it. */
async function inputInClear(id: string) {
  const [run] = await api.sql<{ input: never }[]>`select input from fbrain.run where id = ${id}`;
  return openJson(createKeyring([SECRET_KEY]), { kind: 'input', task: 'mail.send' }, run?.input ?? null).value;
}

test('a secret field is encrypted in the database and masked in every answer', async () => {
  const { status, body } = await send();
  expect(status).toBe(202);
  expect(body.input).toEqual(SHOWN);
  expect((await call('GET', `/runs/${body.id}`)).body.input).toEqual(SHOWN);
  expect((await call('POST', `/runs/${body.id}/cancel`)).body.input).toEqual(SHOWN);
  expect((await call('POST', '/runs/batch', { runs: [{ task: 'mail.send', input: INPUT }] })).status).toBe(202);
});

test('a value that breaks its schema is not repeated in the refusal', async () => {
  const { status, body } = await send({ input: { to: 'x', password: 'hunt2', odd: 1 } });
  expect(status).toBe(422);
  expect(JSON.stringify(body)).not.toContain('hunt2');
});

test('a replay takes the secret along, also when somebody changes the rest', async () => {
  const { body: original } = await send();
  const { body: replay } = await call('POST', `/runs/${original.id}/replay`);
  expect(replay.input).toEqual(SHOWN);
  expect(await inputInClear(replay.id)).toEqual(INPUT);
  const edited = { ...SHOWN, to: 'bob@example.com' };
  const { body: changed } = await call('POST', `/runs/${original.id}/replay`, { input: edited });
  expect(changed.input).toEqual(edited);
  expect(await inputInClear(changed.id)).toEqual({ to: 'bob@example.com', password: PASSWORD });
});

test('the mask of a secret is not taken for one', async () => {
  const { status, body } = await send({ input: SHOWN });
  expect(status).toBe(422);
  expect(body.errors).toEqual([
    { path: '/input/password', message: 'is what is shown instead of a secret: give the secret itself' },
  ]);
});

test('a ciphertext from the database is only a text to who sends it', async () => {
  const { body } = await send();
  const [run] = await api.sql`select input from fbrain.run where id = ${body.id}`;
  const stolen = await call('POST', '/runs', { task: 'demo.noop', input: run?.input });
  expect(stolen.status).toBe(202);
  expect((await call('POST', '/runs', { task: 'mail.send', input: run?.input })).status).toBe(422);
});

test('an idempotency key knows the same secret again, and another one from it', async () => {
  const key = { 'idempotency-key': 'mail-1' };
  const first = await call('POST', '/runs', { task: 'mail.send', input: INPUT }, key);
  const again = await call('POST', '/runs', { task: 'mail.send', input: INPUT }, key);
  expect(again.body).toEqual(first.body);
  const other = { task: 'mail.send', input: { ...INPUT, password: 'another-password' } };
  expect((await call('POST', '/runs', other, key)).body.code).toBe('idempotency-conflict');
  // To another caller the right secret is no better than a wrong one.
  const stranger = await givenToken(api, { permissions: ['runs:write'] });
  const guessed = await stranger.call('POST', '/api/v1/runs', { task: 'mail.send', input: INPUT }, key);
  expect(guessed.body.code).toBe('idempotency-conflict');
});

test('nor does the key of a replay tell another caller which secret it was made with', async () => {
  const { id } = (await send()).body;
  const replay = [`/api/v1/runs/${id}/replay`, { input: { to: 'ada@example.com', password: 'pin-4711' } }] as const;
  const key = { 'idempotency-key': 'again-1' };
  const first = await api.call('POST', ...replay, key);
  expect((await api.call('POST', ...replay, key)).body.id).toBe(first.body.id);
  const stranger = await givenToken(api, { permissions: ['runs:write'] });
  expect((await stranger.call('POST', ...replay, key)).body.code).toBe('idempotency-conflict');
});

test('a schedule keeps its secret through changes, and its runs have it', async () => {
  const request = { name: 'mail', task: 'mail.send', input: INPUT, cron: '0 6 * * *' };
  expect((await call('POST', '/schedules', request)).body.input).toEqual(SHOWN);
  // Neither the right secret nor a wrong one: the answer must not tell which it is.
  for (const password of [PASSWORD, 'a-wrong-guess']) {
    const again = await call('POST', '/schedules', { ...request, input: { ...INPUT, password } });
    expect([password, again.status, again.body.code]).toEqual([password, 409, 'schedule-exists']);
  }
  const moved = await call('PATCH', '/schedules/mail', { cron: '0 7 * * *' });
  expect(moved.body.input).toEqual(SHOWN);
  const edited = { to: 'bob@example.com', password: MASK };
  expect((await call('PATCH', '/schedules/mail', { input: edited })).body.input).toEqual(edited);
  expect((await call('GET', '/schedules')).body.items[0].input).toEqual(edited);
  const { body: fired } = await call('POST', '/schedules/mail/fire');
  expect(fired.input).toEqual(edited);
  expect(await inputInClear(fired.id)).toEqual({ to: 'bob@example.com', password: PASSWORD });
});

test('imported schedules are encrypted and shown like others', async () => {
  const request = {
    format: 'crontab',
    text: '0 6 * * * /bin/mail',
    targets: { '/bin/mail': { task: 'mail.send', input: INPUT } },
  };
  const dry = await call('POST', '/schedules/import', { ...request, dryRun: true });
  expect(dry.body.schedules[0].request.input).toEqual(SHOWN);
  const imported = await call('POST', '/schedules/import', request);
  expect(imported.body.schedules[0].request.input).toEqual(SHOWN);
  // Nor does it tell here whether a guess is right.
  const again = await call('POST', '/schedules/import', request);
  expect([again.status, again.body.errors[0].message]).toEqual([422, expect.stringContaining('holds secrets')]);
});

test('filters and searches find nothing in a secret', async () => {
  await send();
  const found = async (query: string) => (await call('GET', `/runs?task=mail.send&${query}`)).body.items.length;
  expect(await found('data=input.to:ada@example.com')).toBeGreaterThan(0);
  for (const query of [`data=input.password:${PASSWORD}`, `q=${PASSWORD}`, 'data=input.password.$secret:v1']) {
    expect({ query, found: await found(query) }).toEqual({ query, found: 0 });
  }
});

test('SQL refuses a task with secret fields, which it cannot encrypt', async () => {
  const enqueue = api.sql`select fbrain.enqueue('mail.send', '{"to":"x"}'::jsonb)`;
  expect(await enqueue.catch(String)).toContain('the task "mail.send" has secret fields, which SQL cannot encrypt');
});
