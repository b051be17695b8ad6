import { expect, test } from 'bun:test';
import type { Conclusion } from '../run/conclude-attempt.ts';
import { tallyAttempts } from './tally-attempts.ts';

const facts = { task: 'noop', queue: 'default', startedAtMs: 60_500, durationMs: 100, waitedMs: 5 };
const succeeded: Conclusion = { state: 'succeeded', attemptState: 'succeeded', outputJson: '1' };
const failed = (fingerprint: string): Conclusion => ({
  state: 'failed',
  attemptState: 'failed',
  error: { kind: 'exception', message: 'boom', fingerprint },
});
const endOf = (conclusion: Conclusion, changes: Partial<typeof facts> = {}) => ({
  runId: 'r',
  conclusion,
  facts: { ...facts, ...changes },
});

test('a batch of like runs is one row', () => {
  const rows = tallyAttempts([endOf(succeeded), endOf(succeeded), endOf(succeeded, { durationMs: 99 })]);
  expect(rows).toEqual([
    expect.objectContaining({
      state: 'succeeded',
      runs: 3,
      durationMs: 299,
      waitMs: 15,
      startedAt: '1970-01-01T00:01:00.000Z',
    }),
  ]);
});

test('errors count by their fingerprint, with a sample of each', () => {
  const rows = tallyAttempts([endOf(failed('a')), endOf(failed('b')), endOf(failed('a'))]);
  expect(rows.map(({ fingerprint, runs, error }) => [fingerprint, runs, error?.message])).toEqual([
    ['a', 2, 'boom'],
    ['b', 1, 'boom'],
  ]);
});

test('an attempt that failed counts though its run goes on; a snoozed or released one does not', () => {
  const waits = (attemptState: 'failed' | 'snoozed'): Conclusion => ({
    state: 'retrying',
    attemptState,
    error: null,
    delayMs: 0,
  });
  const released: Conclusion = { state: 'queued', attemptState: 'released', error: null };
  expect(tallyAttempts([endOf(waits('failed')), endOf(waits('snoozed')), endOf(released)])).toEqual([
    expect.objectContaining({ state: 'retrying', runs: 1 }),
  ]);
});

test('an end of which nothing is known is left out', () => {
  expect(tallyAttempts([{ runId: 'r', conclusion: succeeded }])).toEqual([]);
});
