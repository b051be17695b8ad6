import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  await api.call('POST', '/api/v1/users', { email: 'invited@example.org', role: 'viewer' });
  const { body } = await api.call('POST', '/api/v1/users', { email: 'known@example.org', role: 'viewer' });
  // By the real way, with the real cost of hashing.
  const code = body.invitation.path.split('=')[1];
  await api.call('POST', '/api/v1/password-reset', { code, password: 'four random words' });
});
afterAll(() => api.stop());

const ROUNDS = 20;

async function timeOf(email: string): Promise<number> {
  const began = performance.now();
  const { status } = await api.call('POST', '/api/v1/session', { email, password: 'wrong' }, { authorization: '' });
  expect(status).toBe(401);
  return performance.now() - began;
}

/** How often a random one of these takes longer than a random one of those: 0.5 if nobody can tell them apart. */
const tellsApart = (these: number[], those: number[]): number =>
  these.flatMap((one) => those.map((other) => Number(one > other))).reduce((sum, one) => sum + one, 0) /
  (these.length * those.length);

test('how long a refused login takes does not tell whether there is such a user', async () => {
  const times: Record<string, number[]> = {
    'known@example.org': [],
    'invited@example.org': [],
    'nobody@example.org': [],
  };
  // In turns, so that what else the machine does is spread over all.
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 5 === 0) await api.sql`delete from fbrain.login_throttle`;
    for (const [email, list] of Object.entries(times)) list.push(await timeOf(email));
  }
  const [known = [], ...unknown] = Object.values(times);
  for (const other of unknown) {
    // Mann-Whitney: of 20 and 20 like ones, one pair in ten thousand is outside of these bounds.
    expect(tellsApart(known, other)).toBeWithin(0.13, 0.87);
  }
});
