import { expect, test } from 'bun:test';
import { createProgressWatch } from './progress-watch.ts';

function setup() {
  const state = { nowMs: 0, pending: 0 };
  const watch = createProgressWatch({ pendingEnds: () => state.pending, now: () => state.nowMs });
  const problemAt = (ms: number) => {
    state.nowMs = ms;
    return watch.problem();
  };
  return { state, watch, problemAt };
}

test('a worker at rest is fine for any time', () => {
  const { problemAt } = setup();
  expect([problemAt(1_000), problemAt(1e9)]).toEqual([null, null]);
});

test('a claim that never ends is a problem until it does', async () => {
  const { watch, problemAt } = setup();
  const answer = Promise.withResolvers<void>();
  const claim = watch.claiming(() => answer.promise);
  expect(problemAt(20_000)).toBeNull();
  expect(problemAt(20_001)).toBe('a claim has not ended for 20 s');
  answer.reject(new Error('the connection was lost'));
  await expect(claim).rejects.toThrow('lost');
  expect(problemAt(90_000)).toBeNull();
});

test('ends that nobody writes are a problem, slow ones are not', () => {
  const { state, watch, problemAt } = setup();
  expect(problemAt(60_000)).toBeNull();
  state.pending = 3;
  expect(problemAt(80_000)).toBeNull();
  watch.ended();
  expect(problemAt(99_000)).toBeNull();
  expect(problemAt(100_001)).toBe('no end of a run could be written for 20 s');
  state.pending = 0;
  expect(problemAt(100_002)).toBeNull();
});
