import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { cookieOf, givenToken, givenUser, PASSWORD, signedIn, signInAs } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import { hashAccessSecret } from './access-secret.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.sql`delete from fbrain.login_throttle`;
});

const signIn = (body: object, headers: Record<string, string> = {}) =>
  api.call('POST', '/api/v1/session', body, { authorization: '', ...headers });

/** As strangers from many networks do. */
const fillAccounts = (emails: readonly string[]) =>
  api.sql`
    insert into fbrain.login_throttle (key, burst, seconds_each, level, at)
    select key, 100, 10, 100, now()
    from unnest(${emails.map((email) => `account:${hashAccessSecret(email).toString('base64url')}`)}::text[]) as full_one (key)
    on conflict (key) do update set level = 100, at = now()`;

describe('signing in', () => {
  test('gives a cookie that no script can read, for this host and HTTPS only, and says who one is', async () => {
    const { id, email } = await givenUser(api, 'operator');
    const answer = await signIn({ email: ` ${email.toUpperCase()}`.trim(), password: PASSWORD });
    expect([answer.status, answer.body.user.id, answer.body.principal.name]).toEqual([200, id, email]);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-fbrain=[\w-]{43}; Max-Age=604800; HttpOnly; SameSite=Lax; Path=\/; Secure$/);
    const secret = cookieOf(answer).split('=')[1] ?? '';
    const [row] = await api.sql`select encode(secret_hash, 'base64') as hash from fbrain.session where user_id = ${id}`;
    expect(JSON.stringify(row)).not.toContain(secret);
    const session = await api.call('GET', '/api/v1/session', undefined, {
      authorization: '',
      cookie: cookieOf(answer),
    });
    expect(session.body).toMatchObject({ user: { id, lastLoginAt: expect.any(String) }, tasks: null });
    expect(session.body.permissions).toContain('runs:write');
  });

  test('is refused in the same words for a wrong password, an unknown user, a disabled one and one without a password', async () => {
    const known = await givenUser(api, 'viewer');
    const disabled = await givenUser(api, 'viewer');
    await api.sql`update fbrain.user_account set disabled_at = now() where id = ${disabled.id}`;
    const invited = await api.call('POST', '/api/v1/users', { email: 'new@example.org', role: 'viewer' });
    expect(invited.status).toBe(201);
    for (const [email, password] of [
      [known.email, 'not the password'],
      ['nobody@example.org', PASSWORD],
      [disabled.email, PASSWORD],
      ['new@example.org', PASSWORD],
      [known.email, ''],
    ]) {
      const { status, body, headers } = await signIn({ email, password });
      expect({ status, code: body.code, detail: body.detail, cookie: headers.get('set-cookie') }).toEqual({
        status: 401,
        code: 'wrong-credentials',
        detail: 'The email address or the password is wrong.',
        cookie: null,
      });
    }
  });

  test('a new login ends the session that the browser had', async () => {
    const first = await signedIn(api, 'viewer');
    const again = await signIn({ email: first.email, password: PASSWORD }, { cookie: first.cookie });
    expect([again.status, cookieOf(again) === first.cookie]).toEqual([200, false]);
    expect((await first.call('GET', '/api/v1/session')).status).toBe(401);
  });
});

describe('a login', () => {
  test('is throttled by account and address, the right password included, and says for how long', async () => {
    const { email } = await givenUser(api, 'viewer');
    const answers = await Promise.all(Array.from({ length: 15 }, () => signIn({ email, password: 'wrong one' })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = await signIn({ email, password: PASSWORD });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too-many-attempts',
      '60',
    ]);
    const other = await givenUser(api, 'viewer');
    expect((await signIn({ email: other.email, password: PASSWORD })).status).toBe(200);
  });

  test('of an owner is let through where the owner has signed in lately, or has chosen a new password, however many strangers try', async () => {
    const [owner, away] = [await signedIn(api, 'admin'), await givenUser(api, 'admin')];
    await fillAccounts([owner.email, away.email]);
    expect((await signIn({ email: owner.email, password: PASSWORD })).status).toBe(200);
    await fillAccounts([away.email]);
    expect((await signIn({ email: away.email, password: PASSWORD })).status).toBe(429);
    const { path } = (await api.call('POST', `/api/v1/users/${away.id}/reset-link`)).body;
    const reset = { code: path.split('code=')[1], password: 'four other random words' };
    expect((await api.call('POST', '/api/v1/password-reset', reset, { authorization: '' })).status).toBe(200);
    expect((await signIn({ email: away.email, password: reset.password })).status).toBe(200);
  });

  test('unknown accounts are throttled like known ones', async () => {
    const tries = () => signIn({ email: 'ghost@example.org', password: 'wrong one' });
    const answers = await Promise.all(Array.from({ length: 12 }, tries));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  test('over plain HTTP from another machine is refused with the way out; localhost may', async () => {
    const { email } = await givenUser(api, 'viewer');
    const from = (origin: string) => signIn({ email, password: PASSWORD }, { origin, 'sec-fetch-site': 'same-origin' });
    const refused = await from('http://fbrain.example.org');
    expect([refused.status, refused.body.code]).toEqual([403, 'insecure-connection']);
    expect(refused.body.detail).toContain('INSECURE_COOKIES=true');
    for (const origin of ['http://localhost:8080', 'http://127.0.0.1', 'https://fbrain.example.org']) {
      expect((await from(origin)).status).toBe(200);
    }
  });

  test('a form of another site cannot sign anybody in', async () => {
    const { email } = await givenUser(api, 'viewer');
    const body = { email, password: PASSWORD };
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      expect((await signIn(body, headers)).body.code).toBe('cross-site');
    }
  });
});

describe('a session', () => {
  test('lets nobody act through it from another site', async () => {
    const user = await signedIn(api, 'operator');
    const pause = (headers: Record<string, string>) =>
      api.call('POST', '/api/v1/queues/default/pause', undefined, {
        authorization: '',
        cookie: user.cookie,
        ...headers,
      });
    for (const headers of [
      {},
      { 'x-f-brain': '1', origin: 'https://evil.example' },
      { 'x-f-brain': '1', origin: 'null' },
      { 'x-f-brain': '1', 'sec-fetch-site': 'cross-site' },
      { 'x-f-brain': '1', 'sec-fetch-site': 'same-site' },
    ]) {
      const { status, body } = await pause(headers);
      expect({ headers, status, code: body.code }).toEqual({ headers, status: 403, code: 'cross-site' });
    }
    const form = await user.call('POST', '/api/v1/runs', 'task=demo.noop', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.body.code).toBe('cross-site');
    expect((await pause({ 'x-f-brain': '1', origin: api.url })).status).not.toBe(403);
    expect((await user.call('GET', '/api/v1/runs', undefined, { 'x-f-brain': '' })).status).toBe(200);
  });

  test('is all that a cookie can carry: a token in it is nobody', async () => {
    const { token } = await givenToken(api);
    const asCookie = await api.call('GET', '/api/v1/runs', undefined, {
      authorization: '',
      cookie: `__Host-fbrain=${token}`,
    });
    expect([asCookie.status, asCookie.body.code]).toEqual([401, 'unauthorized']);
  });

  test('ends when its user signs out, at once', async () => {
    const user = await signedIn(api, 'viewer');
    const answer = await user.call('DELETE', '/api/v1/session');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')]);
    expect((await user.call('GET', '/api/v1/session')).body.code).toBe('unauthorized');
  });

  test('can be asked for by strangers too: that there is none is an answer', async () => {
    const user = await signedIn(api, 'viewer');
    const state = async (headers: Record<string, string>) => {
      const { status, body } = await api.call('GET', '/api/v1/session/state', undefined, headers);
      return [status, body.session?.principal.name ?? body.session];
    };
    expect(await state({ authorization: '', cookie: user.cookie })).toEqual([200, user.email]);
    expect(await state({ authorization: 'Bearer wrong' })).toEqual([200, null]);
    expect(await state({ authorization: '' })).toEqual([200, null]);
    await user.call('DELETE', '/api/v1/session');
    expect(await state({ authorization: '', cookie: user.cookie })).toEqual([200, null]);
  });
});

describe('the sessions of a user', () => {
  test('are listed for that user, who can end each and all others', async () => {
    const user = await signedIn(api, 'viewer');
    const [second, third] = [await signInAs(api, user.email), await signInAs(api, user.email)];
    const { items } = (await user.call('GET', '/api/v1/sessions')).body;
    expect(items).toHaveLength(3);
    expect(items.filter((item: { isCurrent: boolean }) => item.isCurrent)).toHaveLength(1);
    expect(items[0].address).toBe('127.0.0.1');
    const [newest] = items;
    expect((await user.call('DELETE', `/api/v1/sessions/${newest.id}`)).status).toBe(200);
    expect((await third.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await user.call('DELETE', `/api/v1/sessions/${newest.id}`)).body.code).toBe('session-not-found');
    await user.call('DELETE', '/api/v1/sessions');
    expect((await second.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await user.call('GET', '/api/v1/session')).status).toBe(200);
  });

  test('can be ended by no other user', async () => {
    const [one, other] = [await signedIn(api, 'viewer'), await signedIn(api, 'viewer')];
    const { items } = (await other.call('GET', '/api/v1/sessions')).body;
    expect((await one.call('DELETE', `/api/v1/sessions/${items[0].id}`)).status).toBe(404);
    expect((await other.call('GET', '/api/v1/session')).status).toBe(200);
  });

  test('are over when they are idle for too long, or too old', async () => {
    const [idle, old] = [await signedIn(api, 'viewer'), await signedIn(api, 'viewer')];
    await api.sql`update fbrain.session set last_seen_at = now() - interval '13 hours' where user_id = ${idle.id}`;
    await api.sql`update fbrain.session set expires_at = now() - interval '1 second' where user_id = ${old.id}`;
    for (const user of [idle, old]) {
      await eventually(async () => expect((await user.call('GET', '/api/v1/session')).status).toBe(401));
    }
  });

  test('follow what becomes of that user, from another replica too', async () => {
    const user = await signedIn(api, 'operator');
    expect((await user.call('GET', '/api/v1/settings')).status).not.toBe(401);
    // Not through this API: as another replica would.
    await api.sql`update fbrain.user_account set disabled_at = now() where id = ${user.id}`;
    await eventually(async () => expect((await user.call('GET', '/api/v1/session')).status).toBe(401));
  });
});

describe('changing the password', () => {
  const NEW = 'four other random words';

  test('asks for the present one, and ends the other sessions', async () => {
    const user = await signedIn(api, 'viewer');
    const other = await signInAs(api, user.email);
    const change = (body: object) => user.call('PUT', '/api/v1/session/password', body);
    expect((await change({ currentPassword: 'wrong', newPassword: NEW })).body.code).toBe('wrong-credentials');
    expect((await change({ currentPassword: PASSWORD, newPassword: NEW })).status).toBe(200);
    expect((await user.call('GET', '/api/v1/session')).status).toBe(200);
    expect((await other.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await signIn({ email: user.email, password: PASSWORD })).status).toBe(401);
    expect((await signIn({ email: user.email, password: NEW })).status).toBe(200);
  });

  test('refuses what is short, common, the own address, or endless', async () => {
    const user = await signedIn(api, 'viewer', { email: 'longer.name@example.org' });
    for (const newPassword of ['short', 'password1234', 'longer.name@example.org', 'x'.repeat(20), PASSWORD]) {
      const answer = await user.call('PUT', '/api/v1/session/password', { currentPassword: PASSWORD, newPassword });
      expect({ newPassword, status: answer.status }).toEqual({ newPassword, status: 422 });
      expect(answer.body.detail).not.toContain(`"${newPassword}"`);
    }
    const endless = { currentPassword: PASSWORD, newPassword: 'ab1!'.repeat(300) };
    expect((await user.call('PUT', '/api/v1/session/password', endless)).status).toBe(422);
  });
});
