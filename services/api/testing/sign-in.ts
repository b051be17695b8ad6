import { insertUser } from '@fbrain/adapters/postgres/user-store';
import type { ApiTokenRequest } from '@fbrain/core/access/api-token';
import type { Role } from '@fbrain/core/access/role';
import type { Answer, TestApi } from './start-test-api.ts';

export const PASSWORD = 'four random words are good';

/** Cheap on purpose: tests hash often. */
const hashOf = (password: string) =>
  Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 64, timeCost: 1 });

export interface TestUser {
  id: string;
  email: string;
  /** Sends a request with the session of the user. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The cookie as a browser sends it. */
  cookie: string;
}

/** A user with a password. */
export async function givenUser(
  api: TestApi,
  role: Role,
  changes: { email?: string; seesPayloads?: boolean } = {},
): Promise<{ id: string; email: string }> {
  const id = Bun.randomUUIDv7();
  const { email = `${role}-${id.slice(-8)}@example.org`, seesPayloads = false } = changes;
  await insertUser(api.sql, { id, email, role, seesPayloads, passwordHash: await hashOf(PASSWORD) });
  return { id, email };
}

/** A user who has signed in. */
export async function signedIn(api: TestApi, role: Role, changes = {}): Promise<TestUser> {
  const user = await givenUser(api, role, changes);
  return { ...user, ...(await signInAs(api, user.email)) };
}

export async function signInAs(api: TestApi, email: string): Promise<Pick<TestUser, 'call' | 'cookie'>> {
  const answer = await api.call('POST', '/api/v1/session', { email, password: PASSWORD }, { authorization: '' });
  if (answer.status !== 200) throw new Error(`Nobody signed in: ${JSON.stringify(answer.body)}`);
  const cookie = cookieOf(answer);
  return {
    cookie,
    call: (method, path, body, headers = {}) =>
      api.call(method, path, body, { authorization: '', cookie, 'x-f-brain': '1', ...headers }),
  };
}

/** What a browser would send back. */
export const cookieOf = ({ headers }: Answer): string => headers.get('set-cookie')?.split(';')[0] ?? '';

/** Makes a token and gives the way to call with it. */
export async function givenToken(
  api: TestApi,
  changes: Partial<ApiTokenRequest> = {},
): Promise<{ id: string; token: string; call: TestApi['call'] }> {
  const request = { name: 'test', permissions: ['runs:read'], ...changes };
  const { status, body } = await api.call('POST', '/api/v1/tokens', request);
  if (status !== 201) throw new Error(`No token was made: ${JSON.stringify(body)}`);
  const { id, token } = body;
  const call: TestApi['call'] = (method, path, sent, headers = {}) =>
    api.call(method, path, sent, { authorization: `Bearer ${token}`, ...headers });
  return { id, token, call };
}
