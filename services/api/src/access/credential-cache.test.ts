import { expect, test } from 'bun:test';
import { CONFIGURATION_PRINCIPAL } from '@fbrain/core/access/principal';
import { type Caller, createCredentialCache } from './credential-cache.ts';

const caller: Caller = { principal: CONFIGURATION_PRINCIPAL, sessionId: null, expiresAtMs: Number.POSITIVE_INFINITY };

function setup(found: () => Promise<Caller | null> = async () => caller) {
  const state = { nowMs: 0, loads: 0 };
  const cache = createCredentialCache({
    load: () => {
      state.loads++;
      return found();
    },
    now: () => state.nowMs,
  });
  return { cache, state };
}

test('a credential is looked up once for all requests of some seconds, also at once', async () => {
  const { cache, state } = setup();
  await Promise.all(Array.from({ length: 50 }, () => cache.find('a')));
  state.nowMs = 2_999;
  await cache.find('a');
  expect(state.loads).toBe(1);
  state.nowMs = 3_000;
  await cache.find('a');
  expect(state.loads).toBe(2);
});

test('one that ends by itself ends on time', async () => {
  const { cache, state } = setup(async () => ({ ...caller, expiresAtMs: 1_000 }));
  expect(await cache.find('a')).not.toBeNull();
  state.nowMs = 1_000;
  expect(await cache.find('a')).toBeNull();
});

test('after a change everything is looked up anew, what was under way too', async () => {
  const answers = [Promise.withResolvers<Caller | null>(), Promise.withResolvers<Caller | null>()];
  let asked = 0;
  const { cache } = setup(() => answers[asked++]?.promise ?? Promise.resolve(null));
  const first = cache.find('a');
  cache.clear();
  const second = cache.find('a');
  answers[1]?.resolve(null);
  answers[0]?.resolve(caller);
  expect([await first, await second, await cache.find('a')]).toEqual([caller, null, null]);
});

test('a database that does not answer is not remembered as a refusal, and nobody fills the memory', async () => {
  let isAway = true;
  const { cache, state } = setup(async () => {
    if (isAway) throw new Error('away');
    return caller;
  });
  await expect(cache.find('a')).rejects.toThrow('away');
  isAway = false;
  expect(await cache.find('a')).toBe(caller);
  for (let index = 0; index < 25_000; index++) await cache.find(`guess ${index}`);
  const before = state.loads;
  await cache.find('guess 24999');
  await cache.find('guess 1');
  expect(state.loads).toBe(before + 1);
});
