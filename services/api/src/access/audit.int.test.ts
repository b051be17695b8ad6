import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { AuditEntry } from '@fbrain/core/access/audit';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, givenUser, PASSWORD, signedIn } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  await api.call('POST', '/api/v1/runs', { task: 'demo.noop' });
});
afterAll(() => api.stop());

const audit = async (query: string): Promise<AuditEntry[]> =>
  (await api.call('GET', `/api/v1/audit?${query}`)).body.items;

describe('the audit log', () => {
  test('tells who did what to what, from where, before and after', async () => {
    const user = await signedIn(api, 'operator');
    const { headers } = await user.call('POST', '/api/v1/queues/default/pause');
    await api.call('POST', '/api/v1/queues/default/resume');
    const [entry] = await audit(`actor=${user.email}&action=pauseQueue`);
    expect(entry).toMatchObject({
      actor: { kind: 'user', id: user.id, name: user.email },
      target: { kind: 'queue', id: 'default' },
      address: '127.0.0.1',
      outcome: 'done',
      status: 200,
      before: { name: 'default', paused: false },
      after: { name: 'default', paused: true },
      requestId: headers.get('x-request-id') ?? '',
    });
  });

  test('names what was made, and says what was refused', async () => {
    const { id } = (await api.call('POST', '/api/v1/schedules', { name: 'n', task: 'demo.noop', cron: '@daily' })).body;
    const [made] = await audit('action=createSchedule');
    expect(made).toMatchObject({
      target: { kind: 'schedule', id },
      before: null,
      after: { name: 'n', cron: '@daily' },
    });
    const viewer = await signedIn(api, 'viewer');
    await viewer.call('DELETE', '/api/v1/schedules/n');
    await eventually(async () => {
      const [refused] = await audit(`actor=${viewer.email}&action=deleteSchedule`);
      expect(refused).toMatchObject({ outcome: 'refused', status: 403, target: { id: 'n' }, after: null });
    });
    await api.call('DELETE', '/api/v1/schedules/n');
    const [deleted] = await audit('action=deleteSchedule&outcome=done');
    expect(deleted).toMatchObject({ before: { name: 'n' }, after: null });
  });
});

describe('the audit log of settings and secrets', () => {
  test('tells what retention was and became', async () => {
    await api.call('PATCH', '/api/v1/settings/retention', { default: '45d' });
    const [entry] = await audit('action=changeRetention');
    expect(entry).toMatchObject({
      target: { kind: 'setting', id: 'retention' },
      before: { default: '30d' },
      after: { default: '45d' },
    });
  });

  test('tells that a secret was set, and never to what', async () => {
    await api.call('PUT', '/api/v1/secrets/smtp', { value: 'hunter2-hunter2' });
    const [entry] = await audit('action=putSecret');
    expect(entry).toMatchObject({ target: { kind: 'secret', id: 'smtp' }, before: null, after: { name: 'smtp' } });
    expect(JSON.stringify(entry)).not.toContain('hunter2');
  });
});

describe('the audit log of what is secret', () => {
  test('has logins, failed ones too, but what was typed as a password nowhere', async () => {
    const user = await givenUser(api, 'viewer');
    const signIn = (password: string) =>
      api.call('POST', '/api/v1/session', { email: user.email, password }, { authorization: '' });
    await signIn('not-the-password-at-all');
    await signIn(PASSWORD);
    await eventually(async () => {
      const entries = await audit(`actor=${user.email}&action=signIn`);
      expect(entries.map(({ outcome, actor }) => [outcome, actor.kind])).toEqual([
        ['done', 'anonymous'],
        ['refused', 'anonymous'],
      ]);
    });
    const dump = JSON.stringify(await api.sql`select * from fbrain.audit_entry`);
    for (const secret of ['not-the-password-at-all', PASSWORD]) expect(dump).not.toContain(secret);
  });

  test('holds no token and no link', async () => {
    const { token } = await givenToken(api);
    const { invitation } = (await api.call('POST', '/api/v1/users', { email: 'i@example.org', role: 'viewer' })).body;
    const dump = JSON.stringify(await api.sql`select * from fbrain.audit_entry`);
    for (const secret of [token.slice(10), invitation.path.split('=')[1]]) expect(dump).not.toContain(secret);
    expect(dump).toContain('createToken');
  });

  test('leaves out what strangers knock at, what only reads, and runs that programs start; people are in it', async () => {
    const count = async () => Number((await api.sql`select count(*) from fbrain.audit_entry`)[0]?.count);
    const before = await count();
    await api.call('GET', '/api/v1/runs');
    await api.call('POST', '/api/v1/runs', { task: 'demo.noop' });
    await api.call('POST', '/api/v1/queues/default/pause', undefined, { authorization: 'Bearer wrong' });
    await api.call('POST', '/api/v1/nothing/at/all', {});
    const user = await signedIn(api, 'operator');
    const { id } = (await user.call('POST', '/api/v1/runs', { task: 'demo.noop' })).body;
    const [entry] = await audit(`actor=${user.email}&action=createRun`);
    expect(entry?.target).toEqual({ kind: 'run', id });
    // The login and the run.
    expect((await count()) - before).toBe(2);
  });

  test('has none of the tries that the throttle held up, and no try without a link', async () => {
    const { email } = await givenUser(api, 'viewer');
    const call = (path: string, body: object, headers = {}) =>
      api.call('POST', `/api/v1/${path}`, { email, password: 'wrong', ...body }, { authorization: '', ...headers });
    for (let index = 0; index < 13; index++) await call('session', {});
    expect((await call('session', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await call('setup', { code: 'x', password: PASSWORD })).status).toBe(410);
    // What is refused is stored after its answer: time for what must not be there.
    await signedIn(api, 'viewer');
    await eventually(async () => expect(await audit(`actor=${email}`)).toHaveLength(10));
  });
});

describe('reading the audit log', () => {
  test('narrows by all conditions, in pages', async () => {
    for (let index = 0; index < 5; index++) await api.call('POST', '/api/v1/queues/default/pause');
    const first = await api.call('GET', '/api/v1/audit?action=pauseQueue&target=default&limit=2');
    const second = await api.call('GET', `/api/v1/audit?action=pauseQueue&limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: AuditEntry) => id);
    expect([ids.length, new Set(ids).size, ids.toSorted().toReversed()]).toEqual([4, 4, ids]);
    expect(await audit('action=pauseQueue&to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await audit('actor=nobody')).toEqual([]);
    for (const query of ['from=yesterday', 'outcome=maybe', 'cursor=x', 'colour=red']) {
      expect((await api.call('GET', `/api/v1/audit?${query}`)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('as a file gives all of it, and no cell that a spreadsheet would carry out', async () => {
    await api.sql`
      insert into fbrain.audit_entry (id, actor_kind, actor_name, action, target_kind, target_id, outcome, status, request_id)
      select gen_random_uuid(), 'token', '=cmd|"x"', 'bulk', 'run', 'a,b', 'done', 200, 'r' from generate_series(1, 2500)`;
    const csv = await api.call('GET', '/api/v1/audit?action=bulk&format=csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const lines = csv.body.trimEnd().split('\r\n');
    expect([lines.length, lines[0].split(',').length]).toEqual([2_501, 13]);
    expect(lines[1]).toContain(`"'=cmd|""x"""`);
    expect(lines[1]).toContain('"a,b"');
    const text = await (
      await fetch(`${api.url}/api/v1/audit?action=bulk&format=jsonl`, {
        headers: { authorization: 'Bearer test-token-0123456789' },
      })
    ).text();
    const entries = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([entries.length, entries[0].actor.name]).toEqual([2_500, '=cmd|"x"']);
  });
});
