import { expect, test } from 'bun:test';
import { canTransition, FINAL_STATES, NEXT, RUN_STATES, sourcesOf, UNFINISHED_STATES } from './run-state.ts';

test('the last four states are final and nothing leaves them', () => {
  expect(FINAL_STATES).toEqual(['succeeded', 'failed', 'cancelled', 'expired']);
  for (const from of FINAL_STATES) for (const to of RUN_STATES) expect(canTransition(from, to)).toBe(false);
});

test('every unfinished run can be cancelled and can still reach a final state', () => {
  for (const state of UNFINISHED_STATES) {
    expect(canTransition(state, 'cancelled')).toBe(true);
    expect(NEXT[state].length).toBeGreaterThan(0);
  }
});

test('only a queued run starts, and only a running one succeeds', () => {
  expect(sourcesOf('running')).toEqual(['queued']);
  expect(sourcesOf('succeeded')).toEqual(['running']);
});

test('no state follows itself', () => {
  for (const state of RUN_STATES) expect(canTransition(state, state)).toBe(false);
});

test('every state can be reached from a new run', () => {
  const reached = new Set<string>(['scheduled', 'queued']);
  for (const state of reached) for (const next of NEXT[state as keyof typeof NEXT]) reached.add(next);
  expect([...reached].sort()).toEqual([...RUN_STATES].sort());
});
