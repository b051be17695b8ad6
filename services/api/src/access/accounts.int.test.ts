import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, givenUser, PASSWORD, signedIn, signInAs } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const NEW = 'four other random words';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.sql`delete from fbrain.login_throttle`;
});

const codeOf = (link: { path: string }) => link.path.split('#code=')[1] ?? '';
const reset = (code: string, password = NEW) =>
  api.call('POST', '/api/v1/password-reset', { code, password }, { authorization: '' });
const signIn = (email: string, password: string) =>
  api.call('POST', '/api/v1/session', { email, password }, { authorization: '' });

describe('a user', () => {
  test('who is invited chooses a password by a link that works once', async () => {
    const { status, body } = await api.call('POST', '/api/v1/users', { email: 'New@Example.org', role: 'operator' });
    expect([status, body.email, body.hasPassword]).toEqual([201, 'new@example.org', false]);
    expect(body.invitation.path).toStartWith('/reset-password#code=');
    const code = codeOf(body.invitation);
    expect((await reset(code, 'short')).status).toBe(422);
    const outcomes = await Promise.all([reset(code), reset(code, `${NEW} 2`), reset(code, `${NEW} 3`)]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual([200, 410, 410]);
    expect((await api.call('GET', `/api/v1/users/${body.id}`)).body.hasPassword).toBe(true);
    expect((await api.call('POST', '/api/v1/users', { email: 'NEW@example.org', role: 'viewer' })).body.code).toBe(
      'user-exists',
    );
  });

  test('whose password is reset is signed out everywhere, and older links are of no use', async () => {
    const user = await signedIn(api, 'viewer');
    const link = async () => (await api.call('POST', `/api/v1/users/${user.id}/reset-link`)).body;
    const [first, second] = [await link(), await link()];
    expect((await reset(codeOf(second))).status).toBe(200);
    expect((await user.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await reset(codeOf(first))).body.code).toBe('invalid-link');
    expect([(await signIn(user.email, PASSWORD)).status, (await signIn(user.email, NEW)).status]).toEqual([401, 200]);
  });

  test('is not found by links that have lapsed or were never made', async () => {
    const { id } = await givenUser(api, 'viewer');
    const { body } = await api.call('POST', `/api/v1/users/${id}/reset-link`);
    await api.sql`update fbrain.access_link set expires_at = now() - interval '1 second' where user_id = ${id}`;
    for (const code of [codeOf(body), 'x', '']) expect((await reset(code)).body.code).toBe('invalid-link');
  });

  test('who is disabled or demoted feels it at once; deleting ends all', async () => {
    const user = await signedIn(api, 'operator');
    const change = (patch: object) => api.call('PATCH', `/api/v1/users/${user.id}`, patch);
    expect((await user.call('POST', '/api/v1/queues/x/pause')).status).toBe(404);
    expect((await change({ role: 'viewer' })).body.role).toBe('viewer');
    expect((await user.call('POST', '/api/v1/queues/x/pause')).status).toBe(403);
    await change({ isDisabled: true });
    expect((await user.call('GET', '/api/v1/session')).status).toBe(401);
    await change({ isDisabled: false });
    expect((await user.call('GET', '/api/v1/session')).status).toBe(401);
    const again = await signInAs(api, user.email);
    expect((await api.call('DELETE', `/api/v1/users/${user.id}`)).status).toBe(200);
    expect((await again.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await change({ role: 'admin' })).body.code).toBe('user-not-found');
  });
});

describe('the rights of a user', () => {
  test('cannot be taken from the last admin, not even if two try at once', async () => {
    await api.sql`delete from fbrain.user_account`;
    const [one, two] = [await signedIn(api, 'admin'), await signedIn(api, 'admin')];
    const outcomes = await Promise.all([
      one.call('DELETE', `/api/v1/users/${two.id}`),
      two.call('PATCH', `/api/v1/users/${one.id}`, { role: 'viewer' }),
    ]);
    // The slower one is told so, or is nobody any more when its turn comes.
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    const [left, ...others] = await api.sql`select id from fbrain.user_account where role = 'admin'`;
    expect([left === undefined, others]).toEqual([false, []]);
    for (const patch of [{ role: 'viewer' }, { isDisabled: true }]) {
      expect((await api.call('PATCH', `/api/v1/users/${left?.id}`, patch)).body.code).toBe('last-admin');
    }
  });

  test('do not reach those who have more', async () => {
    const admin = await givenUser(api, 'admin');
    const helpdesk = await givenToken(api, { permissions: ['users:read', 'users:write', 'runs:read'] });
    for (const [method, path, body] of [
      ['POST', '/users', { email: 'mine@example.org', role: 'admin' }],
      ['PATCH', `/users/${admin.id}`, { isDisabled: true }],
      ['DELETE', `/users/${admin.id}`, undefined],
      ['POST', `/users/${admin.id}/reset-link`, undefined],
      ['POST', `/users/${admin.id}/second-factor/remove`, undefined],
      ['DELETE', `/users/${admin.id}/sessions`, undefined],
    ] as const) {
      expect({ path, status: (await helpdesk.call(method, `/api/v1${path}`, body)).status }).toEqual({
        path,
        status: 403,
      });
    }
  });
});

describe('a token', () => {
  test('is shown once, kept as a hash, and listed by its beginning', async () => {
    const { status, body } = await api.call('POST', '/api/v1/tokens', { name: 'shop', permissions: ['runs:read'] });
    expect([status, body.createdBy]).toEqual([201, 'API_TOKEN']);
    expect(body.token).toMatch(/^fb_[\w-]{43}$/);
    expect(body.token).toStartWith(body.prefix);
    const list = await api.call('GET', '/api/v1/tokens?limit=1');
    expect(list.body.items[0]).toMatchObject({ id: body.id, prefix: body.prefix, lastUsedAt: null });
    const dump = JSON.stringify(await api.sql`select *, encode(secret_hash, 'hex') from fbrain.api_token`);
    expect(JSON.stringify(list.body) + dump).not.toContain(body.token.slice(10));
  });

  test('cannot give more than it has', async () => {
    const token = await givenToken(api, { permissions: ['tokens:write', 'runs:read'] });
    const make = (body: object) => token.call('POST', '/api/v1/tokens', { name: 'child', ...body });
    expect((await make({ permissions: ['runs:read'] })).status).toBe(201);
    expect((await make({ permissions: ['runs:write'] })).body.detail).toContain('runs:write');
    const stronger = await givenToken(api, { permissions: ['runs:write'] });
    expect((await token.call('DELETE', `/api/v1/tokens/${stronger.id}`)).status).toBe(403);
  });

  test('is refused from its end on, and at once when it is revoked, for good', async () => {
    const past = await api.call('POST', '/api/v1/tokens', {
      name: 'x',
      permissions: ['runs:read'],
      expiresAt: '2020-01-01T00:00:00Z',
    });
    expect(past.body.errors[0].path).toBe('/expiresAt');
    const old = await givenToken(api, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    await api.sql`update fbrain.api_token set expires_at = now() where id = ${old.id}`;
    expect((await old.call('GET', '/api/v1/runs')).status).toBe(401);
    const token = await givenToken(api);
    expect((await token.call('GET', '/api/v1/runs')).status).toBe(200);
    const revoke = () => api.call('DELETE', `/api/v1/tokens/${token.id}`);
    const { revokedAt } = (await revoke()).body;
    expect((await token.call('GET', '/api/v1/runs')).status).toBe(401);
    expect((await revoke()).body.revokedAt).toBe(revokedAt);
  });

  test('of a form that cannot be is refused', async () => {
    for (const body of [
      {},
      { name: '', permissions: ['runs:read'] },
      { name: 'x', permissions: [] },
      { name: 'x', permissions: ['everything'] },
      { name: 'x', permissions: ['runs:read'], tasks: [] },
      { name: 'x', permissions: ['runs:read'], tasks: ['a,b'] },
      { name: 'x', permissions: ['runs:read'], tasks: ['x'.repeat(300)] },
      { name: 'x', permissions: ['runs:read'], expiresAt: 'soon' },
      { name: 'x', permissions: ['runs:read'], admin: true },
    ]) {
      expect({ body, status: (await api.call('POST', '/api/v1/tokens', body)).status }).toEqual({ body, status: 422 });
    }
  });
});
