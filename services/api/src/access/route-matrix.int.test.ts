import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PERMISSIONS, type Permission } from '@fbrain/core/access/permission';
import { permissionsOf, ROLES } from '@fbrain/core/access/role';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, signedIn } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

/** Every route of the document × everybody who may knock. A route that is added later is in it without a word here. */

interface Route {
  method: string;
  path: string;
  operationId: string;
  /** Absent: for whoever is signed in, or for everybody. */
  permission: Permission | undefined;
  isPublic: boolean;
}

interface Operation {
  operationId: string;
  security?: unknown[];
  'x-permission'?: Permission;
}

type Headers = Record<string, string>;

let api: TestApi;
let routes: Route[];
beforeAll(async () => {
  const http = { RATE_LIMIT: '0' };
  api = await startTestApi(await createTestDatabase(), { http });
  const { paths } = (await api.call('GET', '/docs/json')).body as { paths: Record<string, Record<string, Operation>> };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, 'x'),
      operationId: operation.operationId,
      permission: operation['x-permission'],
      isPublic: operation.security?.length === 0,
    })),
  );
  // Whoever signs out first is a stranger to all that follows.
  routes = all.toSorted((a, b) => Number(a.operationId === 'signOut') - Number(b.operationId === 'signOut'));
});
afterAll(() => api.stop());

/** Only the status: event streams never end. */
async function knock({ method, path }: Route, headers: Headers): Promise<number> {
  const stop = new AbortController();
  const { status } = await fetch(`${api.url}${path}`, { method, headers, signal: stop.signal });
  stop.abort();
  return status;
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const refused = [401, 403];

/** What each route answers: `in` is any answer of the route itself, be it that there is no `x`. */
async function expectEverywhere(headers: Headers, isAllowed: (route: Route) => 'in' | 401 | 403, some = routes) {
  const seen: Record<string, number | string> = {};
  const expected: Record<string, number | string> = {};
  for (const route of some) {
    const status = await knock(route, headers);
    seen[route.operationId] = refused.includes(status) ? status : 'in';
    expected[route.operationId] = isAllowed(route);
  }
  expect(seen).toEqual(expected);
}

const withPermission = () => routes.filter(({ permission }) => permission !== undefined);

test('without a credential, or with one that is none, only the public routes answer', async () => {
  expect(routes.length).toBeGreaterThan(60);
  for (const headers of [{}, bearer('wrong'), bearer(`fb_${'A'.repeat(43)}`), { authorization: 'Basic YTpi' }]) {
    await expectEverywhere(headers, ({ isPublic }) => (isPublic ? 'in' : 401));
  }
  const cookie = `__Host-fbrain=${'A'.repeat(43)}`;
  await expectEverywhere({ cookie, 'x-f-brain': '1' }, ({ isPublic }) => (isPublic ? 'in' : 401));
});

test('a token that was revoked or has expired is nobody', async () => {
  const [revoked, expired] = [await givenToken(api, { permissions: [...PERMISSIONS] }), await givenToken(api)];
  await api.call('DELETE', `/api/v1/tokens/${revoked.id}`);
  await api.sql`update fbrain.api_token set expires_at = now() - interval '1 second' where id = ${expired.id}`;
  for (const { token } of [revoked, expired]) {
    await expectEverywhere(bearer(token), ({ isPublic }) => (isPublic ? 'in' : 401));
  }
});

for (const role of ROLES) {
  for (const seesPayloads of [false, true]) {
    test(`${role}${seesPayloads ? ' with payloads' : ''}: each route, as the role may`, async () => {
      const { cookie } = await signedIn(api, role, { seesPayloads });
      const permissions = permissionsOf({ role, seesPayloads });
      await expectEverywhere({ cookie, 'x-f-brain': '1' }, ({ permission }) =>
        permission === undefined || permissions.has(permission) ? 'in' : 403,
      );
    });
  }
}

test('a session whose user was disabled is nobody', async () => {
  const { id, cookie } = await signedIn(api, 'admin');
  await signedIn(api, 'admin');
  await api.call('PATCH', `/api/v1/users/${id}`, { isDisabled: true });
  await expectEverywhere({ cookie, 'x-f-brain': '1' }, ({ isPublic }) => (isPublic ? 'in' : 401));
});

test('a token with the one scope of a route is enough, one with all others is not', async () => {
  for (const permission of PERMISSIONS) {
    const own = withPermission().filter((route) => route.permission === permission);
    const [only, allBut] = [
      await givenToken(api, { permissions: [permission] }),
      await givenToken(api, { permissions: PERMISSIONS.filter((other) => other !== permission) }),
    ];
    await expectEverywhere(bearer(only.token), () => 'in', own);
    await expectEverywhere(bearer(allBut.token), () => 403, own);
  }
});

test('what a refused caller sent is not even read', async () => {
  const { token } = await givenToken(api, { permissions: ['stats:read'] });
  for (const { method, path } of withPermission().filter(({ method }) => method !== 'GET')) {
    const answer = await api.call(method, path, '{', bearer(token));
    expect({ path, status: answer.status, code: answer.body.code }).toEqual({ path, status: 403, code: 'forbidden' });
  }
});

test('the token of the configuration may do everything', async () => {
  const { authorization } = bearer('test-token-0123456789');
  await expectEverywhere({ authorization: authorization ?? '' }, () => 'in', withPermission());
});
