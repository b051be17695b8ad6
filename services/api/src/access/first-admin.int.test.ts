import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import type { AuditEntry } from '@fbrain/core/access/audit';
import type { User } from '@fbrain/core/access/user';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { runCommand } from '../../testing/run-command.ts';
import { PASSWORD } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import type { AccessDeps } from './access-deps.ts';
import { createFirstAdmin, type FirstAdminOptions } from './first-admin.ts';
import { createPasswordHasher } from './password-hasher.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.sql`delete from fbrain.user_account`;
  await api.sql`delete from fbrain.access_link`;
});

const EMAIL = 'ada@example.org';

/** Starts a replica as far as the first admin goes; gives what it logged. */
async function start(options: Partial<FirstAdminOptions> = {}, sql = api.sql): Promise<string[]> {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const whole = { adminEmail: undefined, adminPassword: undefined, publicUrl: 'https://f.example/', ...options };
  const deps = { sql, hasher: createPasswordHasher() } as AccessDeps;
  const service = createFirstAdmin(deps, whole, { ...silentLogger, info: note, warn: note, error: note });
  await service.start();
  await service.stop();
  return lines;
}

const codeIn = ([line = '']: string[]) => /https:\/\/f\.example\/setup#code=([\w-]{43}) /.exec(line)?.[1] ?? '';
const setUp = (code: string, email = EMAIL) =>
  api.call('POST', '/api/v1/setup', { code, email, password: PASSWORD }, { authorization: '' });
const isNeeded = async () => (await api.call('GET', '/api/v1/setup', undefined, { authorization: '' })).body.isNeeded;

/** What the audit log tells of an actor: action and user. */
async function recordedOf(actor: string): Promise<[string, string][]> {
  const { items } = (await api.call('GET', `/api/v1/audit?actor=${encodeURIComponent(actor)}`)).body;
  return items.map((entry: AuditEntry & { after: User }) => [entry.action, entry.after.email]);
}

test('a new installation prints a link by which the first admin is made and signed in', async () => {
  const code = codeIn(await start());
  expect(await isNeeded()).toBe(true);
  expect(JSON.stringify(await api.sql`select encode(code_hash, 'escape') from fbrain.access_link`)).not.toContain(code);
  const { status, body, headers } = await setUp(code);
  expect([status, body.user.role, headers.get('set-cookie')]).toEqual([
    201,
    'admin',
    expect.stringContaining('HttpOnly'),
  ]);
  expect(await isNeeded()).toBe(false);
  expect(await start()).toEqual([]);
});

test('of several replicas each prints a link, the latest works, and one of all that use it at once wins', async () => {
  const codes = (await Promise.all([start(), start(), start()])).map(codeIn);
  expect(new Set(codes).size).toBe(3);
  expect(await api.sql`select from fbrain.access_link`).toHaveLength(1);
  const latest = codeIn(await start());
  for (const code of codes) expect((await setUp(code)).body.code).toBe('invalid-link');
  const outcomes = await Promise.all([0, 1, 2].map((index) => setUp(latest, `a${index}@example.org`)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual([201, 410, 410]);
  expect(await api.sql`select from fbrain.user_account`).toHaveLength(1);
  await api.sql`delete from fbrain.user_account`;
  expect((await setUp(latest)).body.code).toBe('invalid-link');
});

test('a link that was guessed or has lapsed makes nobody', async () => {
  const code = codeIn(await start());
  await api.sql`update fbrain.access_link set expires_at = now() - interval '1 second'`;
  for (const guess of [code, 'x', 'A'.repeat(43)]) expect((await setUp(guess)).status).toBe(410);
});

test('the admin of the configuration is made once, however many replicas start, and never again', async () => {
  const given = { adminEmail: EMAIL, adminPassword: PASSWORD };
  const logged = (await Promise.all([start(given), start(given), start(given)])).flat();
  expect(logged).toEqual([expect.stringContaining(EMAIL)]);
  expect(JSON.stringify(logged)).not.toContain(PASSWORD);
  expect(await start({ adminEmail: 'other@example.org', adminPassword: PASSWORD })).toEqual([]);
  const users = await api.sql`select email, role from fbrain.user_account`;
  expect([...users]).toEqual([{ email: EMAIL, role: 'admin' }]);
  expect(await recordedOf('ADMIN_PASSWORD')).toEqual([['setUp', EMAIL]]);
});

test('a password that everybody guesses makes nobody: the log says so, and gives a link instead', async () => {
  const [fault, ...rest] = await start({ adminEmail: EMAIL, adminPassword: 'changeme1234' });
  expect(fault).toBe(
    'ADMIN_PASSWORD is among those that are guessed first: choose another. Change it and restart, or use the link that follows',
  );
  expect((await setUp(codeIn(rest))).status).toBe(201);
});

test('a database that is not there yet is waited for', async () => {
  const nowhere = openDatabase({ url: 'postgres://127.0.0.1:1/x', max: 1 });
  expect(await start({}, nowhere)).toEqual([]);
  await nowhere.end({ timeout: 1 });
});

test('the way back in for the last admin is a command on the server', async () => {
  await start({ adminEmail: EMAIL, adminPassword: PASSWORD });
  const environment = { DATABASE_URL: api.databaseUrl, PUBLIC_URL: 'https://f.example' };
  const { out, code } = await runCommand(['reset-password', ' Ada@Example.org'], environment);
  expect(code).toBe(0);
  const link = /^https:\/\/f\.example\/reset-password#code=([\w-]{43})$/m.exec(out)?.[1];
  const reset = { code: link, password: 'four other random words' };
  expect((await api.call('POST', '/api/v1/password-reset', reset, { authorization: '' })).status).toBe(200);
  const unknown = await runCommand(['reset-password', 'nobody@example.org'], environment);
  expect([unknown.code, unknown.err]).toEqual([1, 'There is no user nobody@example.org.\n']);
  expect((await runCommand(['reset-password'], environment)).code).toBe(2);
  expect(await recordedOf('fbrain-api reset-password')).toEqual([['createResetLink', EMAIL]]);
});
