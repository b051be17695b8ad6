import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { PASSWORD, signedIn, type TestUser } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import { totpCode } from './totp.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.sql`delete from fbrain.login_throttle`;
});

const PATH = '/api/v1/session/second-factor';

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of now, or of some steps later: the next one counts already. */
const codeNow = (secret: string, later = 0) => totpCode(fromBase32(secret), Math.floor(Date.now() / 30_000) + later);

const signIn = (email: string, code?: string, password = PASSWORD) =>
  api.call('POST', '/api/v1/session', { email, password, ...(code && { code }) }, { authorization: '' });

/** A user whose second factor is on, and the code that was used up for it: another half a minute has another code. */
async function givenFactor(): Promise<{ user: TestUser; secret: string; used: string; recoveryCodes: string[] }> {
  const user = await signedIn(api, 'viewer');
  const { secret } = (await user.call('POST', PATH, { password: PASSWORD })).body;
  const used = codeNow(secret);
  const { status, body } = await user.call('POST', `${PATH}/confirm`, { code: used });
  expect(status).toBe(200);
  return { user, secret, used, recoveryCodes: body.recoveryCodes };
}

test('is asked for after the right password, and only then', async () => {
  const { user, secret } = await givenFactor();
  expect((await signIn(user.email)).body.code).toBe('second-factor-required');
  expect((await signIn(user.email, undefined, 'wrong')).body.code).toBe('wrong-credentials');
  expect((await signIn(user.email, codeNow(secret, 1), 'wrong')).body.code).toBe('wrong-credentials');
  expect((await signIn(user.email, '000000')).body.code).toBe('second-factor-required');
  const { status, body } = await signIn(user.email, codeNow(secret, 1));
  expect([status, body.user.hasSecondFactor]).toEqual([200, true]);
});

test('takes no code twice, not even at once', async () => {
  const { user, secret, used } = await givenFactor();
  expect((await signIn(user.email, used)).status).toBe(401);
  const next = codeNow(secret, 1);
  const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(user.email, next)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('cannot be guessed by who knows the password, from however many networks', async () => {
  const { user, secret } = await givenFactor();
  const from = (network: number, code: string, password = PASSWORD) =>
    api.call(
      'POST',
      '/api/v1/session',
      { email: user.email, password, code },
      { authorization: '', 'x-forwarded-for': `10.${network}.0.1` },
    );
  for (let network = 0; network < 10; network++) expect((await from(network, 'guessed')).status).toBe(401);
  const held = await from(10, codeNow(secret, 1));
  expect([held.status, held.body.code, held.headers.get('retry-after')]).toEqual([429, 'too-many-attempts', '3600']);
  expect((await user.call('GET', '/api/v1/session')).status).toBe(200);
  // The way back in for the owner, and out for the thief.
  const { path } = (await api.call('POST', `/api/v1/users/${user.id}/reset-link`)).body;
  const reset = { code: path.split('code=')[1], password: 'four other random words' };
  expect((await api.call('POST', '/api/v1/password-reset', reset, { authorization: '' })).status).toBe(200);
  expect((await from(10, codeNow(secret, 1), reset.password)).status).toBe(200);
});

test('takes each recovery code once, however it is typed, and keeps none readable', async () => {
  const { user, recoveryCodes } = await givenFactor();
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes;
  const typed = `${first.slice(0, 8).toLowerCase()}-${first.slice(8)} `;
  expect((await signIn(user.email, typed)).status).toBe(200);
  expect((await signIn(user.email, first)).status).toBe(401);
  expect((await signIn(user.email, second)).status).toBe(200);
  const kept =
    await api.sql`select encode(code_hash, 'escape') as hash from fbrain.recovery_code where user_id = ${user.id}`;
  expect(kept).toHaveLength(8);
  for (const code of recoveryCodes) expect(JSON.stringify(kept)).not.toContain(code);
});

test('counts only from the first right code on, and its secret is stored encrypted', async () => {
  const user = await signedIn(api, 'viewer');
  expect((await user.call('POST', PATH, { password: 'wrong' })).body.code).toBe('wrong-credentials');
  expect((await user.call('POST', `${PATH}/confirm`, { code: '123456' })).status).toBe(422);
  const { secret, uri } = (await user.call('POST', PATH, { password: PASSWORD })).body;
  expect(uri).toContain(secret);
  expect((await user.call('POST', `${PATH}/confirm`, { code: '123456' })).body.errors[0].path).toBe('/code');
  expect((await signIn(user.email)).status).toBe(200);
  const [row] = await api.sql`select totp_secret from fbrain.user_account where id = ${user.id}`;
  expect(row?.totpSecret).not.toContain(fromBase32(secret).toString('base64'));
  expect((await user.call('POST', `${PATH}/confirm`, { code: codeNow(secret) })).status).toBe(200);
  expect((await user.call('POST', PATH, { password: PASSWORD })).body.code).toBe('second-factor-on');
});

test('is turned off with the password, or by an admin for who lost the app', async () => {
  const { user } = await givenFactor();
  expect((await user.call('POST', `${PATH}/remove`, { password: 'wrong' })).status).toBe(401);
  expect((await user.call('POST', `${PATH}/remove`, { password: PASSWORD })).status).toBe(200);
  expect((await signIn(user.email)).status).toBe(200);
  const other = await givenFactor();
  expect((await api.call('POST', `/api/v1/users/${other.user.id}/second-factor/remove`)).status).toBe(200);
  expect((await signIn(other.user.email)).status).toBe(200);
});
